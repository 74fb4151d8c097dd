using System.Text;
using Mint.Core.Providers;

namespace Mint.Modules.Firewall;

/// <summary>Our table taken apart, from a listing of nft's or from a file of ours: what belongs to each chain and set, in order.</summary>
internal sealed class NftTable
{
    private const int MostTold = 20;
    private const string Elements = "elements = {";

    private readonly SortedDictionary<string, List<string>> blocks = new(StringComparer.Ordinal);

    private NftTable(string text) => Text = text;

    /// <summary>What it was read from, without elements that come and go.</summary>
    public string Text { get; private set; }

    /// <summary>Takes a text apart. What it doesn't know it keeps as a line, so that nothing goes unseen.</summary>
    public static NftTable Parse(string text)
    {
        var table = new NftTable(text);
        var kept = new StringBuilder();
        List<string>? block = null;
        var lines = new Queue<string>(text.Split('\n'));
        while (lines.TryDequeue(out var raw))
        {
            var line = raw.Trim();
            if (line.StartsWith(Elements, StringComparison.Ordinal))
            {
                var whole = new StringBuilder(line);
                while (!whole.ToString().EndsWith('}') && lines.TryDequeue(out var more))
                {
                    whole.Append(' ').Append(more.Trim());
                }

                line = whole.ToString();
                if (block?.Exists(l => l.StartsWith("flags ", StringComparison.Ordinal) && l.Contains("dynamic", StringComparison.Ordinal)) == true)
                {
                    continue;
                }

                raw = "\t\t" + line;
            }

            kept.Append(raw).Append('\n');
            block = table.Take(line, block);
        }

        table.Text = kept.ToString().TrimEnd('\n') + "\n";
        return table;
    }

    /// <summary>What has to change from one to the other, rule by rule.</summary>
    public static IReadOnlyList<Difference> Compare(NftTable found, NftTable wanted)
    {
        var all = found.blocks.Keys.Union(wanted.blocks.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .SelectMany(name => Compare(name, found.blocks.GetValueOrDefault(name), wanted.blocks.GetValueOrDefault(name)))
            .ToList();
        return all.Count <= MostTold ? all : [.. all.Take(MostTold), new Difference("further rules", $"{all.Count - MostTold} differences", null)];
    }

    private static IEnumerable<Difference> Compare(string name, List<string>? found, List<string>? wanted)
    {
        if (found is null || wanted is null)
        {
            return [new Difference(name, found is null ? null : Shown(found), wanted is null ? null : Shown(wanted))];
        }

        if (found.SequenceEqual(wanted, StringComparer.Ordinal))
        {
            return [];
        }

        var (gone, come) = (Without(wanted, found), Without(found, wanted));
        if (gone.Count == 0 && come.Count == 0)
        {
            return [new Difference($"order of {name}", string.Join("; ", found), string.Join("; ", wanted))];
        }

        var isSet = name.StartsWith("set ", StringComparison.Ordinal);
        return isSet
            ? [new Difference(name, come.Count == 0 ? null : Shown(come), gone.Count == 0 ? null : Shown(gone))]
            : [.. come.Select(l => new Difference($"rule in {name}", l, null)), .. gone.Select(l => new Difference($"rule in {name}", null, l))];
    }

    /// <summary>What the first has and the second has not, as often as it has it.</summary>
    private static List<string> Without(List<string> lines, List<string> others)
    {
        var counts = others.GroupBy(l => l, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var left = new List<string>();
        foreach (var line in lines)
        {
            if (counts.GetValueOrDefault(line) > 0)
            {
                counts[line]--;
            }
            else
            {
                left.Add(line);
            }
        }

        return left;
    }

    private static string Shown(List<string> lines) =>
        string.Join("; ", lines.Take(MostTold)) + (lines.Count > MostTold ? $" and {lines.Count - MostTold} more" : "");

    private List<string>? Take(string line, List<string>? block)
    {
        if (line.Length == 0 || line[0] == '#' || line.StartsWith("table inet mint", StringComparison.Ordinal) || line == "delete table inet mint")
        {
            return block;
        }

        if (line == "}")
        {
            return null;
        }

        if (block is null && line.EndsWith(" {", StringComparison.Ordinal))
        {
            return blocks[line[..^2]] = [];
        }

        block ??= Of("table");
        if (line.StartsWith(Elements, StringComparison.Ordinal))
        {
            block.AddRange(line[Elements.Length..].TrimEnd('}').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        else
        {
            block.Add(line);
        }

        return block;
    }

    private List<string> Of(string name) => blocks.TryGetValue(name, out var block) ? block : blocks[name] = [];
}
