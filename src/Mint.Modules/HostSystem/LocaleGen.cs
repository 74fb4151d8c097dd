namespace Mint.Modules.HostSystem;

/// <summary>Edits the text of /etc/locale.gen. Pure; other lines stay as they are.</summary>
internal static class LocaleGen
{
    /// <summary>Whether a locale's line is there and counts.</summary>
    public static bool Has(string text, string name) => text.Split('\n').Any(l => IsLineOf(l, name));

    /// <summary>Adds the line of a locale, or takes the mark of a comment from the one that is there.</summary>
    public static string Add(string text, string name)
    {
        if (Has(text, name))
        {
            return text;
        }

        var lines = text.Split('\n');
        var commented = Array.FindIndex(lines, l => l.StartsWith('#') && IsLineOf(l.TrimStart('#', ' '), name));
        if (commented >= 0)
        {
            lines[commented] = LocaleName.GenLineOf(name);
            return string.Join('\n', lines);
        }

        return $"{text}{(text.Length == 0 || text[^1] == '\n' ? "" : "\n")}{LocaleName.GenLineOf(name)}\n";
    }

    /// <summary>Turns a locale's line into a comment, as Debian ships it.</summary>
    public static string Remove(string text, string name) =>
        string.Join('\n', text.Split('\n').Select(l => IsLineOf(l, name) ? "# " + l.Trim() : l));

    private static bool IsLineOf(string line, string name) =>
        line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries) is [var first, ..] && first == name;
}
