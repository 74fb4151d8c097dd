namespace Mint.Core.Graph;

/// <summary>
/// What a host said of itself, signed, for one WireGuard network. It reaches the others through the coordinator; what the config repo pins wins.
/// </summary>
/// <param name="Host">The host's name in the config repo.</param>
/// <param name="Network">The network.</param>
/// <param name="PublicKey">Its public key there, base 64.</param>
/// <param name="Endpoints">Where it can be reached from outside (<c>203.0.113.7:51820</c>, <c>[2001:db8::7]:51820</c>), best first; empty behind a NAT.</param>
public sealed record PeerFact(string Host, string Network, string PublicKey, IReadOnlyList<string> Endpoints);
