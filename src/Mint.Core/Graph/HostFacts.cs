namespace Mint.Core.Graph;

/// <summary>What compiling may know of the host besides its configuration: an explicit input, so that compiling stays pure.</summary>
/// <param name="Host">The host's name in the config repo.</param>
/// <param name="Release">Debian's code name (<c>bookworm</c>, <c>trixie</c>); null on a laptop, where nothing may depend on it.</param>
/// <param name="Architecture">Debian's architecture name (<c>amd64</c>); null on a laptop.</param>
public sealed record HostFacts(string Host, string? Release = null, string? Architecture = null)
{
    /// <summary>What hosts, this one included, said of themselves for the WireGuard networks. Empty on a laptop and at the coordinator.</summary>
    public IReadOnlyList<PeerFact> Peers { get; init; } = [];
}
