namespace Mint.Core.Config;

/// <summary>A plain list. Layers replace it whole.</summary>
public sealed class ConfigList : ConfigNode
{
    /// <summary>Makes a list.</summary>
    /// <param name="origin">Where it stands.</param>
    /// <param name="items">Its items.</param>
    public ConfigList(Origin origin, IEnumerable<ConfigNode> items)
        : this(origin, [.. items])
    {
    }

    private ConfigList(Origin origin, List<ConfigNode> items)
        : base(origin, 1 + items.Sum(i => i.Size), 1 + items.Select(i => i.Height).DefaultIfEmpty().Max()) => Items = items;

    /// <summary>The items, in order.</summary>
    public IReadOnlyList<ConfigNode> Items { get; }
}
