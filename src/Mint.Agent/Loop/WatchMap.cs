using Mint.Core;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Agent.Loop;

/// <summary>Which path, unit and part of the kernel's network hints at which resources.</summary>
/// <param name="Paths">Resources by watched path.</param>
/// <param name="Units">Resources by unit name.</param>
/// <param name="Network">Resources by topic, see <see cref="NetworkTopic"/>.</param>
internal sealed record WatchMap(
    IReadOnlyDictionary<string, IReadOnlySet<ResourceId>> Paths,
    IReadOnlyDictionary<string, IReadOnlySet<ResourceId>> Units,
    IReadOnlyDictionary<string, IReadOnlySet<ResourceId>> Network)
{
    /// <summary>Nothing is watched.</summary>
    public static WatchMap Empty { get; } = For(ResourceGraph.Empty, new Dictionary<string, IResourceProvider>());

    /// <summary>Asks every provider what hints at its resources.</summary>
    public static WatchMap For(ResourceGraph graph, IReadOnlyDictionary<string, IResourceProvider> providers) => new(
        Invert(graph, r => providers[r.Id.Kind].WatchedPaths(r.Id.Name, r.Spec)),
        Invert(graph, r => providers[r.Id.Kind].WatchedUnits(r.Id.Name, r.Spec)),
        Invert(graph, r => providers[r.Id.Kind].WatchedNetwork(r.Id.Name, r.Spec)));

    private static Dictionary<string, IReadOnlySet<ResourceId>> Invert(ResourceGraph graph, Func<Resource, IEnumerable<string>> watchedBy) => graph.InOrder
        .SelectMany(r => watchedBy(r).Select(name => (name, r.Id)))
        .GroupBy(p => p.name, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, IReadOnlySet<ResourceId> (g) => g.Select(p => p.Id).ToHashSet(), StringComparer.Ordinal);
}
