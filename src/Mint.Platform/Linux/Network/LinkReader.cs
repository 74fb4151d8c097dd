using System.Net;
using System.Runtime.InteropServices;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Network;

/// <summary>A link without its addresses.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">The kernel's number.</param>
/// <param name="Kind">What sort of virtual interface it is.</param>
/// <param name="IsUp">Whether it is set up.</param>
/// <param name="Mtu">Largest packet.</param>
internal sealed record BareLink(string Name, int Index, string? Kind, bool IsUp, int Mtu);

/// <summary>Reads interfaces and their addresses over rtnetlink.</summary>
internal static class LinkReader
{
    internal const ushort NewLink = 16;
    internal const ushort NewAddress = 20;

    /// <summary>Names of interfaces are shorter than IFNAMSIZ.</summary>
    private const int LongestName = 15;

    private const ushort GetLink = 18;
    private const ushort GetAddress = 22;
    private const int NameAttribute = 3;
    private const int MtuAttribute = 4;
    private const int LinkInfoAttribute = 18;
    private const int InfoKindAttribute = 1;
    private const uint Up = 1;

    /// <summary>struct ifinfomsg: family, padding, type, index, flags, change.</summary>
    private const int LinkFixedPart = 16;

    private const int AddressAttribute = 1;
    private const int LocalAttribute = 2;

    /// <summary>struct ifaddrmsg: family, prefix length, flags, scope, index.</summary>
    private const int AddressFixedPart = 8;

    /// <summary>Whether an interface could have the name.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(c => c is > ' ' and < '\x7f' and not '/') && name is not ("." or "..");

    /// <summary>A link by its name; null when there is none.</summary>
    public static BareLink? FindLink(NetlinkSocket socket, string name)
    {
        if (!IsName(name))
        {
            return null;
        }

        BareLink? link = null;
        var request = new NetlinkRequest(GetLink, flags: 0).Add(new byte[LinkFixedPart]).AddText(NameAttribute, name);
        var error = socket.Ask(request, (type, body) => link = type == NewLink ? ParseLink(body) : link);
        return error is 0 or Errno.NoDevice ? link : throw Errno.Failure(name, "can't be looked at", error);
    }

    /// <summary>Names of all links by their number.</summary>
    public static Dictionary<int, string> ReadNames(NetlinkSocket socket)
    {
        var names = new Dictionary<int, string>();
        var request = new NetlinkRequest(GetLink, NetlinkRequest.Dump).Add(new byte[LinkFixedPart]);
        var error = socket.Ask(request, names.Clear, (type, body) =>
        {
            if (type == NewLink && ParseLink(body) is { } link)
            {
                names[link.Index] = link.Name;
            }
        });
        return error == 0 ? names : throw Errno.Failure("network interfaces", "can't be listed", error);
    }

    /// <summary>Addresses of a link, ordinal order.</summary>
    public static IReadOnlyList<string> ReadAddresses(NetlinkSocket socket, BareLink link)
    {
        var addresses = new List<string>();
        var request = new NetlinkRequest(GetAddress, NetlinkRequest.Dump).Add(new byte[AddressFixedPart]);
        var error = socket.Ask(request, addresses.Clear, (type, body) =>
        {
            if (type == NewAddress && ParseAddress(body) is { } found && found.Index == link.Index)
            {
                addresses.Add(found.Address);
            }
        });
        return error == 0 ? [.. addresses.Order(StringComparer.Ordinal)] : throw Errno.Failure(link.Name, "has addresses that can't be listed", error);
    }

    /// <summary>A link in a message; null when it is not whole.</summary>
    internal static BareLink? ParseLink(ReadOnlySpan<byte> body)
    {
        string? name = null, kind = null;
        var mtu = 0u;
        for (var attributes = NetlinkAttributes.After(LinkFixedPart, body); attributes.Next();)
        {
            switch (attributes.Type)
            {
                case NameAttribute:
                    name = attributes.AsText();
                    break;
                case MtuAttribute:
                    mtu = attributes.As<uint>() ?? 0;
                    break;
                case LinkInfoAttribute:
                    kind = KindIn(attributes.Value);
                    break;
            }
        }

        return name is null
            ? null
            : new BareLink(name, MemoryMarshal.Read<int>(body[4..]), kind, (MemoryMarshal.Read<uint>(body[8..]) & Up) != 0, (int)Math.Min(mtu, int.MaxValue));
    }

    /// <summary>An address in a message, with the number of its link; null when it is not whole, or a link-local one of IPv6.</summary>
    internal static (int Index, string Address)? ParseAddress(ReadOnlySpan<byte> body)
    {
        IPAddress? remote = null, local = null;
        for (var attributes = NetlinkAttributes.After(AddressFixedPart, body); attributes.Next();)
        {
            // On a line between two ends the one is the other side's.
            (remote, local) = attributes.Type switch
            {
                AddressAttribute => (AsAddress(attributes.Value), local),
                LocalAttribute => (remote, AsAddress(attributes.Value)),
                _ => (remote, local),
            };
        }

        return (local ?? remote) is { IsIPv6LinkLocal: false } own ? (MemoryMarshal.Read<int>(body[4..]), $"{own}/{body[1]}") : null;
    }

    /// <summary>Of which link the addresses changed, by news; null when they are of something else.</summary>
    internal static int? IndexOfAddress(ReadOnlySpan<byte> body) => body.Length >= AddressFixedPart ? MemoryMarshal.Read<int>(body[4..]) : null;

    /// <summary>Four bytes or sixteen as an address; null for any other number.</summary>
    internal static IPAddress? AsAddress(ReadOnlySpan<byte> value) => value.Length is 4 or 16 ? new IPAddress(value) : null;

    private static string? KindIn(ReadOnlySpan<byte> info)
    {
        for (var attributes = new NetlinkAttributes(info); attributes.Next();)
        {
            if (attributes.Type == InfoKindAttribute)
            {
                return attributes.AsText();
            }
        }

        return null;
    }
}
