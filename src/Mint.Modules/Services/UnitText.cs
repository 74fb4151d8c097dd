namespace Mint.Modules.Services;

/// <summary>A unit file's text, as far as we must understand it. What it means beyond that is systemd's to judge.</summary>
/// <param name="Entries">Assignments in order.</param>
/// <param name="Fault">What keeps it from being a unit file at all; null when nothing does.</param>
internal sealed record UnitText(IReadOnlyList<(string Section, string Key, string Value)> Entries, string? Fault)
{
    /// <summary>Whether it says how to enable it.</summary>
    public bool HasInstall => Entries.Any(e => e.Section == "Install" && e.Key is "WantedBy" or "RequiredBy" or "UpheldBy" or "Alias" or "Also");

    /// <summary>Whether it runs and ends: then being inactive is its usual state.</summary>
    public bool RunsToEnd => Last("Service", "Type") == "oneshot" && !IsTrue(Last("Service", "RemainAfterExit"));

    /// <summary>The last value of a key, which is the one that counts; null when it is not set.</summary>
    public string? Last(string section, string key) => Entries.LastOrDefault(e => e.Section == section && e.Key == key).Value;

    /// <summary>Reads a unit file or drop-in.</summary>
    public static UnitText Parse(string text)
    {
        var entries = new List<(string, string, string)>();
        var (section, number, continued, fault) = ("", 0, false, (string?)null);
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            var isPartOfLast = continued;
            var isComment = line.Length == 0 || line[0] is '#' or ';';
            continued = isComment ? continued && line.Length > 0 : line.EndsWith('\\');
            if (isComment || isPartOfLast)
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1];
            }
            else if (equals <= 0 || section.Length == 0)
            {
                fault ??= section.Length == 0 ? $"line {number} stands before any [Section]" : $"line {number} is neither a [Section] nor Key=value";
            }
            else
            {
                entries.Add((section, line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart()));
            }
        }

        return new UnitText(entries, fault ?? (entries.Count == 0 ? "it sets nothing" : null));
    }

    private static bool IsTrue(string? value) => value?.ToLowerInvariant() is "yes" or "true" or "1" or "on" or "y" or "t";
}
