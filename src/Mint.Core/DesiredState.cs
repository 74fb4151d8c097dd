using System.Security.Cryptography;
using System.Text;
using Mint.Core.Graph;
using Mint.Core.Providers;
using Mint.Core.Reporting;

namespace Mint.Core;

/// <summary>What one commit wants of one host: the compiled graph, with the hash of every spec worked out once.</summary>
public sealed class DesiredState
{
    private readonly Dictionary<ResourceId, (string Json, string Hash)> specs;
    private readonly Dictionary<ResourceId, int> positions;

    /// <summary>Takes a compiled graph.</summary>
    /// <param name="commit">The commit it was compiled from; null for a working tree.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="providers">Providers by kind; each kind of the graph must be there.</param>
    /// <param name="key">Hashes secrets.</param>
    public DesiredState(CommitInfo? commit, ResourceGraph graph, IReadOnlyDictionary<string, IResourceProvider> providers, SecretKey key)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(providers);
        (Commit, Graph) = (commit, graph);
        specs = graph.InOrder.ToDictionary(r => r.Id, r => Fingerprint(providers[r.Id.Kind].Serialize(r.Spec, key)));
        positions = graph.InOrder.Select((r, i) => (r.Id, i)).ToDictionary(p => p.Id, p => p.i);
    }

    /// <summary>The commit; null for a working tree.</summary>
    public CommitInfo? Commit { get; }

    /// <summary>The resources in order.</summary>
    public ResourceGraph Graph { get; }

    /// <summary>Hash of a resource's spec, as the ledger stores it.</summary>
    public string HashOf(ResourceId id) => specs[id].Hash;

    /// <summary>A resource's spec as canonical JSON, secrets as keyed hashes.</summary>
    public string JsonOf(ResourceId id) => specs[id].Json;

    /// <summary>A resource's place in the order of making, from 0.</summary>
    public int PositionOf(ResourceId id) => positions[id];

    private static (string Json, string Hash) Fingerprint(string json) =>
        (json, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 16)));
}
