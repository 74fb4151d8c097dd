namespace Mint.Modules.Mounts;

/// <summary>Edits the text of /etc/fstab: the one line that is ours changes, all others stay as they are. Pure.</summary>
internal static class FstabText
{
    public const string Path = "/etc/fstab";

    /// <summary>The first entry that matches; null when there is none.</summary>
    public static FstabEntry? Find(string text, Func<FstabEntry, bool> isOurs) =>
        text.Split('\n').Select(FstabEntry.Parse).FirstOrDefault(e => e is not null && isOurs(e));

    /// <summary>Puts an entry in the place of the one that matches, or at the end; further matches go.</summary>
    public static string Set(string text, FstabEntry entry, Func<FstabEntry, bool> isOurs)
    {
        if (Find(text, isOurs) is null)
        {
            return $"{text}{(text.Length == 0 || text[^1] == '\n' ? "" : "\n")}{entry}\n";
        }

        var written = false;
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (FstabEntry.Parse(line) is not { } found || !isOurs(found))
            {
                lines.Add(line);
            }
            else if (!written)
            {
                lines.Add(found == entry ? line : entry.ToString());
                written = true;
            }
        }

        return string.Join('\n', lines);
    }

    /// <summary>Removes what matches.</summary>
    public static string Remove(string text, Func<FstabEntry, bool> isOurs) =>
        string.Join('\n', text.Split('\n').Where(l => FstabEntry.Parse(l) is not { } entry || !isOurs(entry)));
}
