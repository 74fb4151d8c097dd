namespace Mint.Testing.FakePrograms;

/// <summary>One paragraph of a control file, of dpkg's status or of a package list: fields in their order.</summary>
internal sealed class DebianStanza
{
    private readonly List<KeyValuePair<string, string>> fields = [];

    /// <summary>The package's name.</summary>
    public string Package => this["Package"] ?? "";

    /// <summary>Its version.</summary>
    public string Version => this["Version"] ?? "";

    /// <summary>Names of a list such as <c>Depends</c>, without versions and alternatives.</summary>
    public IEnumerable<string> Names(string field) =>
        (this[field] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(n => n.Split(' ')[0]);

    /// <summary>A field's value; null removes it, and stands for one that is not there.</summary>
    public string? this[string field]
    {
        get => fields.Find(f => f.Key == field).Value;
        set
        {
            var at = fields.FindIndex(f => f.Key == field);
            if (at >= 0)
            {
                fields.RemoveAt(at);
            }

            if (value is not null)
            {
                fields.Insert(at < 0 ? fields.Count : at, new(field, value));
            }
        }
    }

    /// <summary>Reads paragraphs; fields of several lines are joined by spaces.</summary>
    public static List<DebianStanza> ParseAll(string text) =>
        [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Parse).Where(s => s.Package.Length > 0)];

    /// <summary>Writes paragraphs, each followed by an empty line.</summary>
    public static string Format(IEnumerable<DebianStanza> stanzas) =>
        string.Concat(stanzas.Select(s => string.Concat(s.fields.Select(f => $"{f.Key}: {f.Value}\n")) + "\n"));

    private static DebianStanza Parse(string text)
    {
        var stanza = new DebianStanza();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == ' ' && stanza.fields.Count > 0)
            {
                var last = stanza.fields[^1];
                stanza.fields[^1] = new(last.Key, $"{last.Value} {line.Trim()}".Trim());
            }
            else if (line.Split(':', 2) is [var key, var value])
            {
                stanza.fields.Add(new(key, value.Trim()));
            }
        }

        return stanza;
    }
}
