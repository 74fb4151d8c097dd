using System.Text.Json;
using System.Text.Json.Serialization;
using Mint.Core.Graph;

namespace Mint.Core.Ledger;

/// <summary>
/// What is known of the members of this host's WireGuard networks, as the ledger keeps it: with it a network comes up although coordinator and
/// Git are away.
/// </summary>
/// <param name="Own">What this host says of itself; null before it has a key.</param>
/// <param name="Acknowledged">Up to which number of its own the coordinator has it on disk.</param>
/// <param name="Others">What other hosts said, by host. One without networks was revoked; its number stays, so that nobody goes back behind it.</param>
public sealed record PeersFact(KnownPeer? Own, long Acknowledged, IReadOnlyList<KnownPeer> Others)
{
    /// <summary>Nothing is known.</summary>
    public static PeersFact None { get; } = new(null, 0, []);

    /// <summary>What the ledger says; what is not understood is nothing.</summary>
    public static PeersFact Read(ILedgerReader ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        try
        {
            return ledger.ReadFact(LedgerFacts.Peers) is { } text ? JsonSerializer.Deserialize(text, PeersJson.Default.PeersFact) ?? None : None;
        }
        catch (JsonException)
        {
            return None;
        }
    }

    /// <summary>Keeps it.</summary>
    public void Write(ILedger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ledger.WriteFact(LedgerFacts.Peers, JsonSerializer.Serialize(this, PeersJson.Default.PeersFact));
    }

    /// <summary>What counts at a time, for <see cref="HostFacts.Peers"/>; ordered by network and host.</summary>
    public IReadOnlyList<PeerFact> At(DateTimeOffset now) =>
    [
        .. All.SelectMany(p => p.Networks.Select(n => new PeerFact(p.Host, n.Network, n.KeyAt(now), n.Endpoints)))
            .OrderBy(p => p.Network, StringComparer.Ordinal)
            .ThenBy(p => p.Host, StringComparer.Ordinal),
    ];

    /// <summary>When the next key begins to count; null when none is on its way.</summary>
    public DateTimeOffset? NextSwitch(DateTimeOffset now) =>
        All.SelectMany(p => p.Networks).Select(n => n.NextPublicKey is null ? null : n.SwitchAt).Where(at => at > now).Min();

    private IEnumerable<KnownPeer> All => Own is null ? Others : Others.Prepend(Own);
}

/// <summary>What one host said of itself.</summary>
/// <param name="Host">Its name in the config repo.</param>
/// <param name="Sequence">Its number of this; it only grows.</param>
/// <param name="MadeAt">When it said it, by its clock.</param>
/// <param name="Networks">Its networks, by name.</param>
public sealed record KnownPeer(string Host, long Sequence, DateTimeOffset MadeAt, IReadOnlyList<KnownNetwork> Networks);

/// <summary>A host in one network.</summary>
/// <param name="Network">The network.</param>
/// <param name="PublicKey">Its public key, base 64.</param>
/// <param name="Endpoints">Where it can be reached, best first.</param>
/// <param name="NextPublicKey">The key that follows; null when none is on its way.</param>
/// <param name="SwitchAt">From when on the next key counts.</param>
public sealed record KnownNetwork(string Network, string PublicKey, IReadOnlyList<string> Endpoints, string? NextPublicKey = null, DateTimeOffset? SwitchAt = null)
{
    /// <summary>The key that counts at a time.</summary>
    public string KeyAt(DateTimeOffset now) => NextPublicKey is { } next && SwitchAt <= now ? next : PublicKey;
}

/// <summary>How peers are written down.</summary>
[JsonSerializable(typeof(PeersFact))]
internal sealed partial class PeersJson : JsonSerializerContext;
