namespace Mint.Modules.WireGuard;

/// <summary>What one WireGuard interface shall be; the resource's name is the interface's.</summary>
/// <param name="Addresses">Its own addresses with the network's prefix length (<c>10.90.0.11/16</c>), ordinal order.</param>
/// <param name="ListenPort">Its UDP port.</param>
/// <param name="OwnKey">The public half of the key that it shall use; null for whichever it has, or makes.</param>
/// <param name="Peers">The other members that it talks to and whose keys are known, ordered by host.</param>
public sealed record WireGuardSpec(IReadOnlyList<string> Addresses, int ListenPort, string? OwnKey, IReadOnlyList<WireGuardPeerSpec> Peers);

/// <summary>Another member of the network.</summary>
/// <param name="Host">Its name in the config repo.</param>
/// <param name="PublicKey">Its public key, base 64.</param>
/// <param name="Endpoint">Where to reach it (<c>203.0.113.7:51820</c>); null when it is behind a NAT and calls by itself.</param>
/// <param name="AllowedAddresses">Networks behind it, with prefix lengths, ordinal order.</param>
/// <param name="Keepalive">Every how many seconds it is sent something; 0 for never.</param>
public sealed record WireGuardPeerSpec(string Host, string PublicKey, string? Endpoint, IReadOnlyList<string> AllowedAddresses, int Keepalive);
