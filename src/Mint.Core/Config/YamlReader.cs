using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mint.Core.Config;

/// <summary>
/// Reads one YAML document into nodes that know their place. Refuses, with a reason, what makes YAML dangerous or
/// surprising; stops at the first thing after which nothing can be trusted, and reports all that it can until there.
/// </summary>
internal sealed class YamlReader
{
    private const string SecretTag = "!secret";

    private readonly string file;
    private readonly IParser parser;
    private readonly List<Problem> problems;
    private readonly Dictionary<string, ConfigNode?> anchors = [];
    private long nodes;

    private YamlReader(string file, string text, List<Problem> problems) =>
        (this.file, parser, this.problems) = (file, new YamlEvents(text), problems);

    /// <summary>The document's top map; null when the file can't be read as one. An empty file is an empty map.</summary>
    public static ConfigMap? Read(string file, byte[] content, List<Problem> problems)
    {
        if (SourceText.Decode(file, content, problems) is not { } text)
        {
            return null;
        }

        try
        {
            return new YamlReader(file, text, problems).Document();
        }
        catch (YamlException error)
        {
            problems.Add(YamlFault.Describe(file, text, error));
            return null;
        }
    }

    private ConfigMap? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
        {
            return new ConfigMap(new Origin(file, 1, 1), []);
        }

        parser.Consume<DocumentStart>();
        var root = Node(1, KeyPath.Root);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            Report(second, KeyPath.Root, "a second YAML document begins here; a file holds one", "Remove the '---', or move what follows to a file of its own.");
        }

        return Top(root);
    }

    private ConfigMap? Top(ConfigNode root)
    {
        switch (root)
        {
            case ConfigMap map:
                return map;
            case ConfigScalar { IsQuoted: false, Text: "" }:
                return new ConfigMap(new Origin(file, 1, 1), []);
            default:
                problems.Add(new Problem(root.Origin, "", $"expected a map of keys at the top of the file, found {Found.In(root)}"));
                return null;
        }
    }

    private ConfigNode Node(int depth, KeyPath path)
    {
        if (depth > ConfigLimits.Depth)
        {
            throw Stop(Current, $"nested deeper than {ConfigLimits.Depth} levels");
        }

        if (++nodes > ConfigLimits.Nodes)
        {
            throw Stop(Current, $"more than {ConfigLimits.Nodes} values in one file");
        }

        return Current is AnchorAlias alias ? Alias(alias, depth, path) : Anchored(depth, path);
    }

    private ConfigNode Anchored(int depth, KeyPath path)
    {
        var anchor = (Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        if (!anchor.IsEmpty)
        {
            anchors[anchor.Value] = null;
        }

        RefuseTag(Current, path);
        ConfigNode node = Current switch
        {
            Scalar { Tag: { IsEmpty: false, Value: SecretTag } } => SecretReference(parser.Consume<Scalar>(), path),
            Scalar => Value(parser.Consume<Scalar>(), path),
            MappingStart => Map(parser.Consume<MappingStart>(), depth, path),
            SequenceStart => List(parser.Consume<SequenceStart>(), depth, path),
            var other => throw Stop(other, "a value was expected here"),
        };
        if (!anchor.IsEmpty)
        {
            anchors[anchor.Value] = node;
        }

        return node;
    }

    private ConfigScalar Value(Scalar scalar, KeyPath path)
    {
        RefuseBrokenText(scalar, path);
        return new ConfigScalar(At(scalar), scalar.Value, scalar.Style is not ScalarStyle.Plain);
    }

    private ConfigScalar SecretReference(Scalar scalar, KeyPath path)
    {
        RefuseBrokenText(scalar, path);
        if (scalar.Value.Length == 0)
        {
            Report(scalar, path, "'!secret' must be followed by the secret's name", "For example: !secret acme/database");
            return ConfigScalar.Broken(At(scalar));
        }

        return ConfigScalar.SecretReference(At(scalar), scalar.Value);
    }

    /// <summary>Escapes can smuggle in what the file itself may not hold.</summary>
    private void RefuseBrokenText(Scalar scalar, KeyPath path)
    {
        if (scalar.Value.Contains('\0', StringComparison.Ordinal) || scalar.Value.EnumerateRunes().Any(r => r == Rune.ReplacementChar))
        {
            Report(scalar, path, "the text holds a NUL or half a character", "Files and programs can't take it: remove the escape.");
        }
    }

    private ConfigNode Alias(AnchorAlias alias, int depth, KeyPath path)
    {
        parser.MoveNext();
        if (!anchors.TryGetValue(alias.Value.Value, out var node))
        {
            Report(alias, path, $"no anchor '&{alias.Value.Value}' stands before this alias", Spelling.Hint(alias.Value.Value, anchors.Keys));
            return ConfigScalar.Broken(At(alias));
        }

        if (node is null)
        {
            Report(alias, path, $"the alias '*{alias.Value.Value}' stands inside of what it refers to");
            return ConfigScalar.Broken(At(alias));
        }

        nodes += node.Size - 1;
        if (nodes > ConfigLimits.Nodes)
        {
            throw Stop(alias, $"aliases blow the file up to more than {ConfigLimits.Nodes} values");
        }

        return depth + node.Height - 1 <= ConfigLimits.Depth ? node : throw Stop(alias, $"nested deeper than {ConfigLimits.Depth} levels by way of aliases");
    }

    private ConfigList List(SequenceStart start, int depth, KeyPath path)
    {
        var items = new List<ConfigNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            var itemPath = path.Item(items.Count);
            var item = Node(depth + 1, itemPath);
            items.Add(Given(item, item.Origin, itemPath, "this item"));
        }

        return new ConfigList(At(start), items);
    }

    private ConfigMap Map(MappingStart start, int depth, KeyPath path)
    {
        var entries = new Dictionary<string, ConfigEntry>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var keyEvent = Current;
            var key = Key(path, depth);
            var keyPath = path.Child(key ?? "?");
            var keyOrigin = At(keyEvent);
            var value = Node(depth + 1, keyPath);
            if (key is not null && !entries.TryAdd(key, new ConfigEntry(key, keyOrigin, Given(value, keyOrigin, keyPath, $"'{key}'"))))
            {
                Report(keyEvent, keyPath, $"'{key}' stands here a second time; the first is at {entries[key].KeyOrigin}");
            }
        }

        return new ConfigMap(At(start), entries.Values);
    }

    /// <summary>Reads a key; null, and a problem, when it is none that a layer can name.</summary>
    private string? Key(KeyPath path, int depth)
    {
        if (Current is not Scalar)
        {
            Report(Current, path, "a key must be a plain name, found " + (Current is AnchorAlias ? "an alias" : "a map or a list"), "A value that contains ': ' or begins with '{' or '[' wants quotes.");
            Node(depth + 1, path);
            return null;
        }

        RefuseTag(Current, path);
        var scalar = parser.Consume<Scalar>();
        RefuseBrokenText(scalar, path.Child("?"));
        if (KeyFault(scalar) is { } fault)
        {
            Report(scalar, path.Child(scalar.Value), fault.Message, fault.Hint);
            return null;
        }

        return scalar.Value;
    }

    private static (string Message, string? Hint)? KeyFault(Scalar key)
    {
        var text = key.Value;
        if (text.Length == 0)
        {
            return ("a key is missing before the ':'", null);
        }

        if (key.Style is not ScalarStyle.Plain)
        {
            return null;
        }

        if (text == "<<")
        {
            return ("the merge key '<<' is not known here", "Put what is shared into a group: layers merge key by key.");
        }

        return CoreSchema.IsNull(text) || CoreSchema.TryBool(text, out _) || CoreSchema.LooksLikeNumber(text)
            ? ($"the key {text} is not a name to YAML", $"Write it in quotes: \"{text}\".")
            : null;
    }

    /// <summary>The value, unless it is the nothing after a colon or a dash, which would remove a key by accident.</summary>
    private ConfigNode Given(ConfigNode value, Origin origin, KeyPath path, string what)
    {
        if (value is not ConfigScalar { IsQuoted: false, Text: "", IsBroken: false })
        {
            return value;
        }

        Add(new Problem(origin, path.ToString(), $"{what} has no value", "Write {} for a map without keys, \"\" for empty text, or null to remove what an earlier layer set."));
        return ConfigScalar.Broken(origin);
    }

    private void RefuseTag(ParsingEvent node, KeyPath path)
    {
        if (node is NodeEvent { Tag.IsEmpty: false } tagged && !(tagged.Tag.Value == SecretTag && node is Scalar { IsKey: false }))
        {
            Report(node, path, $"the tag '{tagged.Tag.ToString().Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal)}' is not known here", "Values have no tags but '!secret NAME', on a single value: what a value is follows from its key.");
        }
    }

    private ParsingEvent Current =>
        parser.Current ?? (parser.MoveNext() && parser.Current is { } first ? first : throw new YamlException("the file ends too early"));

    private Origin At(ParsingEvent node) => new(file, (int)node.Start.Line, (int)node.Start.Column);

    private void Report(ParsingEvent at, KeyPath path, string message, string? hint = null) => Add(new Problem(At(at), path.ToString(), message, hint));

    private void Add(Problem problem)
    {
        problems.Add(problem);
        if (problems.Count >= ConfigLimits.ProblemsPerFile)
        {
            throw Stop(Current, "too many problems to go on with this file");
        }
    }

    private static YamlStop Stop(ParsingEvent at, string message) => new YamlStop(at.Start, message);
}
