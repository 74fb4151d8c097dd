using System.Text.Json;

namespace Mint.Core.Config;

/// <summary>Turns a checked tree into the record of its contract.</summary>
internal static class Binder
{
    /// <summary>The bound object; null, and a problem, when the contract itself refuses a value that looked right.</summary>
    public static object? Bind(ConfigNode node, Contract contract, KeyPath path, List<Problem> problems)
    {
        try
        {
            var exchange = new SecretExchange();
            var json = JsonTree.Write(node, contract.Shape, exchange);
            return exchange.While(() => JsonSerializer.Deserialize(json.Span, contract.Type));
        }
        catch (JsonException error)
        {
            var message = (error.InnerException ?? error).Message.Split(" Path: ")[0];
            var (origin, at) = Place(node, path, error.Path ?? "$");
            problems.Add(new Problem(origin, at.ToString(), message));
            return null;
        }
    }

    /// <summary>Follows System.Text.Json's own path (<c>$.a['b.c'][0]</c>) down the tree.</summary>
    private static (Origin Origin, KeyPath Path) Place(ConfigNode node, KeyPath path, string jsonPath)
    {
        var (origin, rest) = (node.Origin, jsonPath[1..]);
        while (rest.Length > 0)
        {
            var key = TakeKey(ref rest);
            if (node is ConfigMap map && map.TryGet(key, out var entry))
            {
                (node, origin, path) = (entry.Value, entry.Value.Origin, path.Child(key));
            }
            else if (node is ConfigList list && int.TryParse(key, out var index) && index < list.Items.Count)
            {
                (node, origin, path) = (list.Items[index], list.Items[index].Origin, path.Item(index));
            }
            else
            {
                break;
            }
        }

        return (origin, path);
    }

    private static string TakeKey(ref string rest)
    {
        var (skip, end) = rest.StartsWith("['", StringComparison.Ordinal) ? (2, rest.IndexOf("']", StringComparison.Ordinal))
            : rest[0] == '[' ? (1, rest.IndexOf(']'))
            : (1, rest.AsSpan(1).IndexOfAny('.', '[') is >= 0 and var next ? next + 1 : rest.Length);
        end = end < 0 ? rest.Length : end;
        var key = rest[skip..end];
        var after = skip == 2 ? end + 2 : rest[0] == '[' ? end + 1 : end;
        rest = rest[Math.Min(after, rest.Length)..];
        return key;
    }
}
