namespace Mint.Core.Config;

/// <summary>Finds where a key path is written.</summary>
internal static class Places
{
    /// <summary>The place of the key, list items by their index; that of the nearest parent when the key itself is not written.</summary>
    public static Origin Find(ConfigNode node, Origin start, IReadOnlyList<string> path)
    {
        var (at, origin) = (node, start);
        foreach (var key in path)
        {
            if (at is ConfigMap map && map.TryGet(key, out var entry))
            {
                (at, origin) = (entry.Value, entry.KeyOrigin);
            }
            else if (at is ConfigList list && int.TryParse(key, out var index) && index >= 0 && index < list.Items.Count)
            {
                (at, origin) = (list.Items[index], list.Items[index].Origin);
            }
            else
            {
                break;
            }
        }

        return origin;
    }
}
