using System.Net;
using System.Net.Sockets;

namespace Mint.Core.Config;

/// <summary>Reads addresses and networks as people write them, and nothing that only a parser takes for one (<c>10.1</c>, <c>010.0.0.1</c>).</summary>
public static class NetworkText
{
    /// <summary>Reads a network with its prefix length; null when it is none, or when bits are set behind the prefix.</summary>
    public static IPNetwork? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Split(text) is var (address, length) && Masked(address, length) is var network && network.BaseAddress.Equals(address) ? network : null;
    }

    /// <summary>The network that an address with prefix length, <c>10.90.0.11/16</c>, lies in; null when it is none.</summary>
    public static IPNetwork? Around(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Split(text) is var (address, length) ? Masked(address, length) : null;
    }

    /// <summary>Reads an address without prefix length; null when it is none.</summary>
    public static IPAddress? ParseAddress(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!IPAddress.TryParse(text, out var address) || address.ScopeIdOf() != 0 || text.Contains('[', StringComparison.Ordinal) || text.Contains('%', StringComparison.Ordinal))
        {
            return null;
        }

        return address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text ? null
            : address.IsIPv4MappedToIPv6 ? null
            : address;
    }

    /// <summary>What is wrong with a text that is meant as a network, and how to mend it; null when it is one.</summary>
    public static (string Message, string? Hint)? Fault(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Parse(text) is not null)
        {
            return null;
        }

        return Split(text) is var (address, length)
            ? ($"{Found.Quote(text)} has bits set behind its prefix of {length}", $"The network is {Masked(address, length)}.")
            : ($"expected a network such as 10.90.0.0/16 or fd00:90::/64, found {Found.Quote(text)}", null);
    }

    /// <summary>How many bits tell hosts of a network apart.</summary>
    public static int HostBits(IPNetwork network) => Bits(network.BaseAddress) - network.PrefixLength;

    /// <summary>The network that holds nothing but an address.</summary>
    public static IPNetwork Alone(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new IPNetwork(address, Bits(address));
    }

    /// <summary>Whether two networks have an address in common.</summary>
    public static bool Overlap(IPNetwork? one, IPNetwork? other) =>
        one is { } a && other is { } b && (a.Contains(b.BaseAddress) || b.Contains(a.BaseAddress));

    /// <summary>Whether a network lies within another.</summary>
    public static bool IsWithin(IPNetwork inner, IPNetwork outer) => inner.PrefixLength >= outer.PrefixLength && outer.Contains(inner.BaseAddress);

    private static (IPAddress Address, int Length)? Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && ParseAddress(text[..slash]) is { } address && CoreSchema.TryInteger(text[(slash + 1)..], out var length)
            && length >= 0 && length <= Bits(address) && text[(slash + 1)..].All(char.IsAsciiDigit)
            ? (address, (int)length)
            : null;
    }

    private static IPNetwork Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    private static long ScopeIdOf(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
