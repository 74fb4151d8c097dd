using System.Text;
using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>
/// nft: tables with their blocks, kept in a file below /run, changed by whole transactions, and printed in its own order. Of the language it knows what we
/// write and what people tamper with; a line with <c>bogus</c> in it is a mistake.
/// </summary>
internal static class FakeNft
{
    /// <summary>Where the tables are: a line each for a table, a block of it, and a line of a block.</summary>
    private const string State = "/run/fake-nft";

    /// <summary>Installs it, with a table of somebody else's.</summary>
    public static void Install(FakeHost host)
    {
        host.Files.WriteText("/usr/sbin/nft", "elf", 0x1ED);
        host.Programs["nft"] = Run;
        host.Queries["nft"] = (query, looked) => List(Load(looked));
        host.Queries["unshare"] = (query, looked) =>
        {
            var scratch = new Tables();
            return scratch.Execute(looked.Files.ReadText(query.Arguments[^1]) ?? "", looked) is { } fault ? Failed(fault) : List(scratch);
        };
        Save(host, Load(host).With("inet", "fail2ban"));
    }

    /// <summary>Names of the tables that are there.</summary>
    public static IReadOnlyList<string> TablesOf(FakeHost host) => [.. Load(host).Blocks.Keys];

    private static CommandResult Run(Command command, FakeHost host)
    {
        var words = command.Arguments.SkipWhile(a => a == "-c").ToList();
        if (words is ["list", ..])
        {
            return List(Load(host));
        }

        var script = words is ["-f", var file] ? (file == "-" ? command.Input ?? "" : host.Files.ReadText(file) ?? "bogus") : string.Join(' ', words);
        var tables = Load(host);
        if (tables.Execute(script, host) is { } fault)
        {
            return Failed(fault);
        }

        if (command.Arguments[0] != "-c")
        {
            Save(host, tables);
            host.Generation++;
        }

        return new CommandResult("nft", 0, "", "");
    }

    private static CommandResult Failed(string fault) => new("nft", 1, "", $"Error: {fault}\n");

    private static CommandResult List(Tables tables) => tables.Blocks.TryGetValue("inet mint", out var blocks)
        ? new CommandResult("nft", 0, Print(blocks), "")
        : Failed("No such file or directory");

    private static string Print(SortedDictionary<string, List<string>> blocks)
    {
        var text = new StringBuilder("table inet mint {\n");
        foreach (var (name, lines) in blocks)
        {
            text.Append('\t').Append(name).Append(" {\n").AppendJoin("", lines.Where(l => l[0] != '+').Select(l => $"\t\t{l}\n"));
            if (lines.Where(l => l[0] == '+').Select(l => l[1..]).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } elements)
            {
                text.Append("\t\telements = { ").AppendJoin(",\n\t\t\t     ", elements).Append(" }\n");
            }

            text.Append("\t}\n\n");
        }

        return text.Append("}\n").ToString();
    }

    private static Tables Load(FakeHost host)
    {
        var tables = new Tables();
        foreach (var parts in (host.Files.ReadText(State) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')))
        {
            var blocks = tables.With(parts[0]);
            if (parts.Length > 1)
            {
                blocks.TryAdd(parts[1], []);
                blocks[parts[1]].AddRange(parts.Skip(2));
            }
        }

        return tables;
    }

    private static void Save(FakeHost host, Tables tables) => host.Files.WriteText(
        State,
        string.Concat(tables.Blocks.SelectMany(t => t.Value.SelectMany(b => b.Value.Select(l => $"{t.Key}\t{b.Key}\t{l}\n").Prepend($"{t.Key}\t{b.Key}\n")).Prepend(t.Key + "\n"))));

    private sealed class Tables
    {
        public SortedDictionary<string, SortedDictionary<string, List<string>>> Blocks { get; } = new(StringComparer.Ordinal);

        public Tables With(string family, string name)
        {
            With($"{family} {name}");
            return this;
        }

        public SortedDictionary<string, List<string>> With(string table)
        {
            Blocks.TryAdd(table, new SortedDictionary<string, List<string>>(StringComparer.Ordinal));
            return Blocks[table];
        }

        /// <summary>Why it fails; null when it is done.</summary>
        public string? Execute(string script, FakeHost host)
        {
            List<string>? block = null;
            foreach (var line in script.Replace(",\n", ", ", StringComparison.Ordinal).Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
            {
                if (line.Contains("bogus", StringComparison.Ordinal))
                {
                    return $"syntax error, unexpected string: {line}";
                }

                if (line.StartsWith("include ", StringComparison.Ordinal))
                {
                    var included = line.Split('"')[1].Replace("[.]", ".", StringComparison.Ordinal);
                    if (host.Files.ReadText(included) is { } text && Execute(text, host) is { } fault)
                    {
                        return fault;
                    }
                }
                else if (Statement(line, ref block) is { } fault)
                {
                    return fault;
                }
            }

            return null;
        }

        private string? Statement(string line, ref List<string>? block)
        {
            var words = line.Split(' ');
            switch (words)
            {
                case ["}"]:
                    block = null;
                    return null;
                case ["flush", "ruleset"]:
                    Blocks.Clear();
                    return null;
                case ["table", var family, var table, ..]:
                    With($"{family} {table}");
                    return null;
                case ["delete", "table", var family, var table]:
                    return Blocks.Remove($"{family} {table}") ? null : "No such file or directory";
                case ["chain" or "set", var name, "{"]:
                    var blocks = With("inet mint");
                    blocks.TryAdd($"{words[0]} {name}", []);
                    block = blocks[$"{words[0]} {name}"];
                    return null;
                case ["flush", "set", "inet", "mint", var flushed]:
                    return On($"set {flushed}", lines => lines.RemoveAll(l => l[0] == '+'));
                case ["add", "rule", "inet", "mint", var chain, .. var rule]:
                    return On($"chain {chain}", lines => lines.Add(string.Join(' ', rule)));
                case ["add" or "delete", "element", "inet", "mint", var set, ..]:
                    var elements = Elements(line).ToList();
                    return On($"set {set}", lines => _ = words[0] == "add" ? Add(lines, elements) : lines.RemoveAll(elements.Contains));
                default:
                    Add(block ??= [], line.StartsWith("elements = ", StringComparison.Ordinal) ? [.. Elements(line)] : [line]);
                    return null;
            }
        }

        private static int Add(List<string> lines, List<string> more)
        {
            lines.AddRange(more);
            return more.Count;
        }

        private static IEnumerable<string> Elements(string line) =>
            line[(line.IndexOf('{', StringComparison.Ordinal) + 1)..].TrimEnd('}', ' ').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(e => "+" + e);

        private string? On(string name, Action<List<string>> change)
        {
            if (Blocks.GetValueOrDefault("inet mint")?.GetValueOrDefault(name) is not { } lines)
            {
                return "No such file or directory";
            }

            change(lines);
            return null;
        }
    }
}
