using System.Diagnostics.CodeAnalysis;

namespace Mint.Core.Config;

/// <summary>One key of a map.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyOrigin">Where the key stands; after merging, in the last layer that sets it.</param>
/// <param name="Value">Its value.</param>
public sealed record ConfigEntry(string Key, Origin KeyOrigin, ConfigNode Value);

/// <summary>A map from keys to values, in the order written.</summary>
public sealed class ConfigMap : ConfigNode
{
    private readonly Dictionary<string, ConfigEntry> byKey;

    /// <summary>Makes a map.</summary>
    /// <param name="origin">Where it stands.</param>
    /// <param name="entries">Its keys, each only once.</param>
    public ConfigMap(Origin origin, IEnumerable<ConfigEntry> entries)
        : this(origin, [.. entries])
    {
    }

    private ConfigMap(Origin origin, List<ConfigEntry> entries)
        : base(origin, 1 + entries.Sum(e => e.Value.Size), 1 + entries.Select(e => e.Value.Height).DefaultIfEmpty().Max())
    {
        Entries = entries;
        byKey = entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
    }

    /// <summary>The keys and values, in order.</summary>
    public IReadOnlyList<ConfigEntry> Entries { get; }

    /// <summary>
    /// Whether this map stands in for whatever an earlier layer has here, rather than adding to it, because between the
    /// two a layer said <c>null</c>. It makes layering associative.
    /// </summary>
    internal bool Replaces { get; private init; }

    /// <summary>The value of a key; null when the key is absent.</summary>
    public ConfigNode? this[string key] => byKey.GetValueOrDefault(key)?.Value;

    /// <summary>Finds a key with its place.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out ConfigEntry? entry) => byKey.TryGetValue(key, out entry);

    /// <summary>The same map, standing in for whatever an earlier layer has.</summary>
    internal ConfigMap Replacing() => Replaces ? this : new ConfigMap(Origin, Entries) { Replaces = true };

    /// <summary>The same map with other entries.</summary>
    internal ConfigMap With(IEnumerable<ConfigEntry> entries) => new(Origin, entries) { Replaces = Replaces };

    /// <summary>The same map without some keys.</summary>
    internal ConfigMap Without(params string[] keys) => With(Entries.Where(e => !keys.Contains(e.Key)));
}
