using System.Net;
using Mint.Core.Hosts;

namespace Mint.Platform.Linux.Network;

/// <summary>Gathers a WireGuard interface from parts that arrive one after the other.</summary>
internal sealed class WireGuardBuilder
{
    private readonly Dictionary<string, WireGuardPeerBuilder> peers = new(StringComparer.Ordinal);

    /// <summary>The public half of its key, base 64.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>Its UDP port.</summary>
    public int ListenPort { get; set; }

    /// <summary>Mark of its packets.</summary>
    public uint FirewallMark { get; set; }

    /// <summary>A peer, made when it is new: a long one comes in several parts.</summary>
    public WireGuardPeerBuilder Peer(ReadOnlySpan<byte> publicKey)
    {
        var key = Convert.ToBase64String(publicKey);
        return peers.TryGetValue(key, out var peer) ? peer : peers[key] = new WireGuardPeerBuilder(key);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        (PublicKey, ListenPort, FirewallMark) = ("", 0, 0);
        peers.Clear();
    }

    /// <summary>The whole.</summary>
    public WireGuardDevice Build() =>
        new(PublicKey, ListenPort, FirewallMark, [.. peers.Values.Select(p => p.Build()).OrderBy(p => p.PublicKey, StringComparer.Ordinal)]);
}

/// <summary>Gathers one peer.</summary>
internal sealed class WireGuardPeerBuilder(string publicKey)
{
    private readonly SortedSet<string> allowed = new(StringComparer.Ordinal);

    public bool HasPresharedKey { get; set; }

    public IPEndPoint? Endpoint { get; set; }

    public int Keepalive { get; set; }

    public ulong Received { get; set; }

    public ulong Sent { get; set; }

    /// <summary>Seconds and nanoseconds since 1970; zeros for never.</summary>
    public (long Seconds, long Nanoseconds) Handshake { get; set; }

    public void Allow(IPAddress network, int prefix) => allowed.Add($"{network}/{prefix}");

    public WireGuardPeer Build() => new(publicKey, HasPresharedKey, Endpoint, [.. allowed], Keepalive, LastHandshake(), Received, Sent);

    private DateTimeOffset? LastHandshake() => Handshake.Seconds is > 0 and < 1L << 36
        ? DateTimeOffset.FromUnixTimeSeconds(Handshake.Seconds).AddTicks(Math.Clamp(Handshake.Nanoseconds, 0, 999_999_999) / 100)
        : null;
}
