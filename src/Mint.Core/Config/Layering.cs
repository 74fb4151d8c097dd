namespace Mint.Core.Config;

/// <summary>
/// Lays one layer over another: maps merge key by key, everything else is replaced whole, <c>null</c> removes. Associative,
/// since a removal stays in the tree as <c>null</c> until <see cref="WithoutNulls"/>.
/// </summary>
internal static class Layering
{
    public static ConfigNode Merge(ConfigNode lower, ConfigNode upper) => (lower, upper) switch
    {
        (_, ConfigMap { Replaces: true }) => upper,
        (ConfigMap below, ConfigMap above) => MergeMaps(below, above),
        (_, ConfigMap above) => above.Replacing(),
        _ => upper,
    };

    /// <summary>Layers laid over each other, the first lowest.</summary>
    public static ConfigMap MergeAll(IEnumerable<ConfigMap> layers) =>
        (ConfigMap)layers.Aggregate<ConfigMap, ConfigNode>(new ConfigMap(Origin.None, []), Merge);

    /// <summary>The tree with everything removed that a layer removed.</summary>
    public static ConfigMap WithoutNulls(ConfigMap map) => map.With(
        map.Entries.Where(e => !e.Value.IsNull).Select(e => e.Value is ConfigMap child ? e with { Value = WithoutNulls(child) } : e));

    private static ConfigMap MergeMaps(ConfigMap below, ConfigMap above)
    {
        var kept = below.Entries.Select(e => above.TryGet(e.Key, out var over) ? over with { Value = Merge(e.Value, over.Value) } : e);
        var added = above.Entries.Where(e => below[e.Key] is null);
        var merged = new ConfigMap(above.Origin, kept.Concat(added));
        return below.Replaces ? merged.Replacing() : merged;
    }
}
