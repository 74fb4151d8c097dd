namespace Mint.Core.Config;

/// <summary>Follows one key through a host's layers.</summary>
internal sealed class Explainer(string host, HostLayers stack, ConfigMap result)
{
    public Explanation Explain(string keyPath)
    {
        if (Keys(keyPath) is not { } keys)
        {
            return new Explanation(host, keyPath, null, [], [NotSet(keyPath)]);
        }

        var words = stack.Layers.SelectMany(l => Word(l.Root, keys) is { } entry ? [(Layer: l, Entry: entry)] : Array.Empty<(Layer Layer, ConfigEntry Entry)>()).ToList();
        var firstMap = words.FindLastIndex(w => w.Entry.Value is not ConfigMap) + 1;
        var steps = words.Select((word, index) => Step(word.Layer, word.Entry, Effect(index, firstMap, words.Count), words.Count));
        return new Explanation(host, keyPath, Follow(result, keys), [.. steps], []);
    }

    /// <summary>Maps merge as long as nothing else comes over them; of the rest, the last counts.</summary>
    private static ExplanationEffect Effect(int index, int firstMap, int words)
    {
        if (index >= firstMap && words - firstMap > 1)
        {
            return ExplanationEffect.Merged;
        }

        return index == words - 1 ? ExplanationEffect.Wins : ExplanationEffect.Overridden;
    }

    private ExplanationStep Step(Layer layer, ConfigEntry entry, ExplanationEffect effect, int words)
    {
        var value = entry.Value;
        var place = value is ConfigScalar ? value.Origin : entry.KeyOrigin;
        var reason = effect switch
        {
            ExplanationEffect.Merged => "maps merge key by key",
            ExplanationEffect.Wins => (value.IsNull ? "removed: " : "") + Reason(layer, words),
            _ => "",
        };
        return new ExplanationStep(layer.Name, place, InlineYaml.Write(value), effect, reason);
    }

    private string Reason(Layer layer, int words)
    {
        if (words == 1)
        {
            return "no other layer sets it";
        }

        return layer == stack.Layers[^1] ? "host after groups"
            : layer.Name == "defaults" ? "defaults after the fleet's own settings"
            : "the last of the groups that set it";
    }

    /// <summary>What a layer says of a key: its value, or whatever in its place cuts the way to it off.</summary>
    private static ConfigEntry? Word(ConfigMap root, List<string> keys)
    {
        var map = root;
        for (var depth = 0; map.TryGet(keys[depth], out var entry); depth++)
        {
            if (depth == keys.Count - 1 || entry.Value is not ConfigMap child)
            {
                return entry;
            }

            map = child;
        }

        return null;
    }

    private static ConfigNode? Follow(ConfigMap root, List<string> keys) =>
        keys.Aggregate<string, ConfigNode?>(root, (node, key) => (node as ConfigMap)?[key]);

    /// <summary>Splits the path at its dots. Keys may hold dots themselves, so the split is the first that a layer knows.</summary>
    private List<string>? Keys(string keyPath) => stack.Layers.Reverse().Select(l => Split(l.Root, keyPath)).FirstOrDefault(k => k is not null);

    private static List<string>? Split(ConfigMap map, string path)
    {
        foreach (var entry in map.Entries.Where(e => path.StartsWith(e.Key, StringComparison.Ordinal)).OrderByDescending(e => e.Key.Length))
        {
            if (path.Length == entry.Key.Length)
            {
                return [entry.Key];
            }

            if (path[entry.Key.Length] == '.' && entry.Value is ConfigMap child && Split(child, path[(entry.Key.Length + 1)..]) is { } rest)
            {
                return [entry.Key, .. rest];
            }
        }

        return null;
    }

    private Problem NotSet(string keyPath)
    {
        var (map, rest) = (result, keyPath);
        while (map.Entries.FirstOrDefault(e => rest.StartsWith(e.Key + ".", StringComparison.Ordinal) && e.Value is ConfigMap) is { Value: ConfigMap child } entry)
        {
            (map, rest) = (child, rest[(entry.Key.Length + 1)..]);
        }

        return new Problem(map.Origin, keyPath, $"no layer of {host} sets '{keyPath}'", Spelling.Hint(rest.Split('.')[0], map.Entries.Select(e => e.Key)));
    }
}
