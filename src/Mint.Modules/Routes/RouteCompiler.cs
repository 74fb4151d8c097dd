using System.Net;
using System.Net.Sockets;
using Mint.Core;
using Mint.Core.Graph;

namespace Mint.Modules.Routes;

/// <summary>Turns one route into its resource, or into what is wrong with it.</summary>
internal sealed class RouteCompiler(CompileContext context, string key, RouteSettings settings)
{
    /// <summary>Names of interfaces are shorter than IFNAMSIZ.</summary>
    private const int LongestInterface = 15;

    private const uint MetricOfIPv6 = 1024;

    private bool failed;

    public void Compile()
    {
        if (Network() is not { } network)
        {
            return;
        }

        var isIPv6 = network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6;
        var via = Via(isIPv6);
        if (settings is { Via: null, Interface: null })
        {
            Fail([], "leads nowhere: neither 'via' nor 'interface' is written", "Write the router as via, or the interface that the network is on.");
        }

        if (settings.Interface is { } name && !IsInterface(name))
        {
            Fail(["interface"], $"'{name}' is no interface's name such as eth0: 1 to {LongestInterface} characters without blanks and slashes");
        }

        if (settings.Metric is < 1 or > uint.MaxValue)
        {
            Fail(["metric"], $"expected a number from 1 to {uint.MaxValue}", "Leave it out for the kernel's default.");
        }

        if (!failed)
        {
            // As the kernel writes it: two spellings of one network are one resource, and the graph tells of the clash.
            var id = new ResourceId(RouteProvider.KindName, network.ToString());
            var spec = new RouteSpec(via?.ToString(), settings.Interface, (uint?)settings.Metric ?? (isIPv6 ? MetricOfIPv6 : 0));
            context.Add(new Resource(id, spec, context.Origin(key)));
        }
    }

    private static bool IsInterface(string name) =>
        name.Length is > 0 and <= LongestInterface && name.All(c => c is > ' ' and < '\x7f' and not '/' and not ':') && name[0] is not ('-' or '.');

    private IPNetwork? Network()
    {
        var parts = key.Split('/');
        if (parts.Length != 2 || !IsAddress(parts[0], out var address) || !byte.TryParse(parts[1], out var length) || length > 8 * address.GetAddressBytes().Length)
        {
            Fail([], $"'{key}' is no network with its prefix length", "Write 10.20.0.0/16, 2001:db8::/32, or 0.0.0.0/0 and ::/0 for the default.");
            return null;
        }

        var network = new IPNetwork(Masked(address, length), length);
        if (!network.BaseAddress.Equals(address))
        {
            Fail([], $"'{key}' is an address inside a network", $"Write the network: {network}.");
            return null;
        }

        if (length > 0 && (IPAddress.IsLoopback(address) || IsMulticast(address) || address.IsIPv6LinkLocal))
        {
            Fail([], $"'{key}' can't be routed: it is of the host itself, of its links, or multicast");
            return null;
        }

        return network;
    }

    private IPAddress? Via(bool isIPv6)
    {
        if (settings.Via is not { } text)
        {
            return null;
        }

        if (!IsAddress(text, out var via))
        {
            Fail(["via"], $"'{text}' is no address");
            return null;
        }

        if (via.AddressFamily == AddressFamily.InterNetworkV6 != isIPv6)
        {
            Fail(["via"], $"'{text}' is an address of {(isIPv6 ? "IPv4" : "IPv6")}, and the network is of {(isIPv6 ? "IPv6" : "IPv4")}");
        }
        else if (IPAddress.IsLoopback(via) || IsMulticast(via) || via.Equals(IPAddress.Any) || via.Equals(IPAddress.IPv6Any))
        {
            Fail(["via"], $"'{text}' can't be a router's");
        }
        else if (via.IsIPv6LinkLocal && settings.Interface is null)
        {
            Fail(["via"], $"'{text}' is a link-local address, which may be on any interface", "Write the interface too.");
        }

        return via;
    }

    private static bool IsMulticast(IPAddress address) => address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224);

    // .NET reads '10' and '10.1' as addresses too.
    private static bool IsAddress(string text, out IPAddress address)
    {
        var isOne = IPAddress.TryParse(text, out var parsed) && !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
            && (parsed.AddressFamily == AddressFamily.InterNetworkV6 || parsed.ToString() == text);
        address = parsed ?? IPAddress.None;
        return isOne;
    }

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    private void Fail(IReadOnlyList<string> place, string message, string? hint = null)
    {
        failed = true;
        context.Problem([key, .. place], message, hint);
    }
}
