using System.Net;

namespace Mint.Core.Hosts;

/// <summary>A network interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">The kernel's number of it.</param>
/// <param name="Kind">What sort of virtual interface it is (<c>wireguard</c>, <c>bridge</c>, <c>tun</c>); null for a real one or where it is not told.</param>
/// <param name="IsUp">Whether it is set up.</param>
/// <param name="Mtu">Largest packet, in bytes.</param>
/// <param name="Addresses">Its addresses with their prefix lengths (<c>10.90.0.1/24</c>), ordinal order. Link-local IPv6 addresses are left out.</param>
public sealed record NetworkLink(string Name, int Index, string? Kind, bool IsUp, int Mtu, IReadOnlyList<string> Addresses);

/// <summary>A route of the main table.</summary>
/// <param name="Destination">The network with its prefix length; <c>0.0.0.0/0</c> and <c>::/0</c> for the default.</param>
/// <param name="Gateway">Over which router; null when it is on the link.</param>
/// <param name="Interface">Over which interface; null for a route that leads nowhere.</param>
/// <param name="Metric">Which of several comes first: the lowest. 0 where none is given, 1024 for IPv6.</param>
/// <param name="Protocol">Who made it, as in <c>rtnetlink(7)</c>: 2 the kernel, 3 at boot, 4 static, 186 BGP …</param>
public sealed record NetworkRoute(string Destination, string? Gateway, string? Interface, uint Metric, byte Protocol)
{
    /// <summary>The kernel made it, with an address.</summary>
    public const byte OfKernel = 2;

    /// <summary>The section <c>routes</c> made it. A number that no other program has, so that the kernel itself says whose a route is.</summary>
    public const byte OfSection = 109;
}

/// <summary>A WireGuard interface, whoever serves it: the kernel or <c>wireguard-go</c>.</summary>
/// <param name="PublicKey">The public half of its key, base 64; empty when it has none.</param>
/// <param name="ListenPort">Its UDP port; 0 when none was chosen yet.</param>
/// <param name="FirewallMark">Mark of its packets; 0 for none.</param>
/// <param name="Peers">Its peers, ordered by public key.</param>
public sealed record WireGuardDevice(string PublicKey, int ListenPort, uint FirewallMark, IReadOnlyList<WireGuardPeer> Peers);

/// <summary>A peer of a WireGuard interface.</summary>
/// <param name="PublicKey">Its public key, base 64.</param>
/// <param name="HasPresharedKey">Whether a preshared key is set. The key itself is never read.</param>
/// <param name="Endpoint">Where it was last heard, or was said to be; null when not known.</param>
/// <param name="AllowedAddresses">Networks behind it, with prefix lengths, ordinal order.</param>
/// <param name="Keepalive">Every how many seconds it is sent something; 0 for never.</param>
/// <param name="LastHandshake">When keys were last agreed; null for never.</param>
/// <param name="Received">Bytes from it.</param>
/// <param name="Sent">Bytes to it.</param>
public sealed record WireGuardPeer(
    string PublicKey,
    bool HasPresharedKey,
    IPEndPoint? Endpoint,
    IReadOnlyList<string> AllowedAddresses,
    int Keepalive,
    DateTimeOffset? LastHandshake,
    ulong Received,
    ulong Sent);
