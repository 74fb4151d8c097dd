namespace Mint.Core.Config;

/// <summary>Fills in <c>${…}</c> all over a merged tree, from its own <c>vars:</c> and the built-in names.</summary>
internal sealed class Interpolation
{
    private readonly List<Problem> problems;
    private readonly bool complete;
    private readonly Dictionary<string, ConfigScalar> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> known = new(StringComparer.Ordinal);
    private readonly List<string> underway = [];
    private readonly SecretMarks marks = new();
    private long produced;
    private int guesses;

    /// <param name="host">The host's name.</param>
    /// <param name="root">The merged tree.</param>
    /// <param name="complete">Whether all layers were there; otherwise an unknown name may be one that the missing layer gives.</param>
    /// <param name="problems">Where mistakes go.</param>
    public Interpolation(string host, ConfigMap root, bool complete, List<Problem> problems)
    {
        (this.complete, this.problems) = (complete, problems);
        foreach (var entry in (root["vars"] as ConfigMap)?.Entries ?? [])
        {
            Declare(entry);
        }

        known["host"] = host;
        if (root["customer"] is ConfigScalar customer)
        {
            sources["customer"] = customer;
        }
    }

    /// <summary>The names that are built in and that <c>vars:</c> can't set.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = ["customer", "host"];

    public ConfigMap Expand(ConfigMap root) => Map(root, KeyPath.Root);

    private void Declare(ConfigEntry entry)
    {
        if (!IsName(entry.Key))
        {
            Report(entry.KeyOrigin, $"vars.{entry.Key}", $"'{entry.Key}' can't be used as ${{…}}", "A variable's name is a letter or '_', then letters, digits and '_'.");
        }
        else if (BuiltIn.Contains(entry.Key))
        {
            Report(entry.KeyOrigin, $"vars.{entry.Key}", $"'{entry.Key}' is built in and can't be set", "Choose another name.");
        }
        else if (entry.Value is ConfigScalar scalar)
        {
            sources[entry.Key] = scalar;
        }
    }

    private ConfigNode Node(ConfigNode node, KeyPath path) => node switch
    {
        ConfigMap map => Map(map, path),
        ConfigList list => new ConfigList(list.Origin, list.Items.Select((item, index) => Node(item, path.Item(index)))),
        ConfigScalar scalar => Scalar(scalar, path),
        _ => node,
    };

    private ConfigMap Map(ConfigMap map, KeyPath path) => map.With(map.Entries.Select(e => e with { Value = Node(e.Value, path.Child(e.Key)) }));

    private ConfigScalar Scalar(ConfigScalar scalar, KeyPath path)
    {
        if (scalar.IsSecret)
        {
            return SecretName(scalar, path.ToString()) is { } name ? scalar.Expanded([new SecretPart(name, IsSecret: true)]) : scalar;
        }

        if (!scalar.Text.Contains('$', StringComparison.Ordinal) || scalar.IsExpanded)
        {
            return scalar;
        }

        return Fill(scalar, path.ToString()) is { } text ? SecretMarks.IsIn(text) ? scalar.Expanded(marks.Split(text)) : scalar.Expanded(text) : scalar;
    }

    /// <summary>The name after <c>!secret</c>, in which the host's own name and variables may stand, but no secret.</summary>
    private string? SecretName(ConfigScalar scalar, string path)
    {
        var name = scalar.Text.Contains('$', StringComparison.Ordinal) ? Fill(scalar, path) : scalar.Text;
        if (name is null || !SecretMarks.IsIn(name))
        {
            return name;
        }

        Report(scalar.Origin, path, "the name of a secret can't hold a secret");
        return null;
    }

    private string? Fill(ConfigScalar scalar, string path)
    {
        if (produced > ConfigLimits.ExpandedTotal)
        {
            return null;
        }

        var template = new Template(Lookup);
        var text = template.Expand(scalar.Text);
        foreach (var fault in template.Faults.Distinct())
        {
            Report(scalar.Origin, path, fault);
        }

        produced += text?.Length ?? 0;
        if (produced > ConfigLimits.ExpandedTotal)
        {
            Report(scalar.Origin, path, $"the filled-in values are longer than {ConfigLimits.ExpandedTotal} characters together");
        }

        return text;
    }

    private void Report(Origin origin, string path, TemplateFault fault)
    {
        if (fault.Unknown is not { } name)
        {
            Report(origin, path, fault.Message, fault.Hint);
        }
        else if (complete && !known.ContainsKey(name) && !underway.Contains(name))
        {
            Report(origin, path, fault.Message, Guess(name));
        }
    }

    private string? Guess(string name)
    {
        if (name == "customer")
        {
            return "Set 'customer:' for this host.";
        }

        return ++guesses > ConfigLimits.Guesses ? null : Spelling.Hint(name, sources.Keys.Concat(known.Keys).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>A name's value; null when there is none, or when finding it failed and that has been said where it stands.</summary>
    private string? Lookup(string name)
    {
        if (known.TryGetValue(name, out var value) || !sources.TryGetValue(name, out var source))
        {
            return value;
        }

        if (underway.Contains(name) || underway.Count >= ConfigLimits.TemplateDepth)
        {
            ReportCycle(name, source);
            known.TryAdd(name, null);
            return null;
        }

        underway.Add(name);
        value = Value(source, name == "customer" ? name : $"vars.{name}");
        underway.RemoveAt(underway.Count - 1);
        known[name] = value;
        return value;
    }

    private string? Value(ConfigScalar source, string path)
    {
        if (source.IsSecret)
        {
            return SecretName(source, path) is { } secret ? marks.Leave(secret) : null;
        }

        return source.Text.Contains('$', StringComparison.Ordinal) ? Fill(source, path) : source.Text;
    }

    private void ReportCycle(string name, ConfigScalar source)
    {
        var from = underway.IndexOf(name);
        Report(
            source.Origin,
            $"vars.{name}",
            from < 0
                ? $"variables refer to each other through more than {ConfigLimits.TemplateDepth} steps"
                : $"these variables refer to each other in a circle: {string.Join(" → ", underway.Skip(from).Append(name))}");
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => c == '_' || char.IsAsciiLetterOrDigit(c));

    private void Report(Origin origin, string path, string message, string? hint = null) => problems.Add(new Problem(origin, path, message, hint));
}
