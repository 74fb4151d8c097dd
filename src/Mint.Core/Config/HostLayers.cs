namespace Mint.Core.Config;

/// <summary>One layer of a host.</summary>
/// <param name="Name">What a person calls it: <c>defaults</c>, <c>group base</c>, <c>host acme-01</c>.</param>
/// <param name="Root">Its keys.</param>
internal sealed record Layer(string Name, ConfigMap Root);

/// <summary>The layers of one host, lowest first.</summary>
/// <param name="Layers">What could be read of them.</param>
/// <param name="Groups">The groups that the host lists and that are there.</param>
/// <param name="Complete">Whether nothing is missing; otherwise mistakes of the whole can't be told from gaps.</param>
internal sealed record HostLayers(IReadOnlyList<Layer> Layers, IReadOnlyList<string> Groups, bool Complete)
{
    /// <summary>The layers laid over each other, nothing filled in, removals carried out.</summary>
    public ConfigMap Merge() => Layering.WithoutNulls(Layering.MergeAll(Layers.Select(l => l.Root)));

    /// <summary>The layers without some keys, given by their paths.</summary>
    public HostLayers Without(IReadOnlyList<string[]> keys) => keys.Count == 0 ? this : this with
    {
        Layers = [.. Layers.Select(l => l with { Root = keys.Aggregate(l.Root, Without) })],
    };

    private static ConfigMap Without(ConfigMap map, string[] path) => path switch
    {
        [var key] => map.Without(key),
        [var key, .. var rest] => map.With(map.Entries.Select(e => e.Key == key && e.Value is ConfigMap child ? e with { Value = Without(child, rest) } : e)),
        _ => map,
    };
}
