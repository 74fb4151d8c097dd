namespace Mint.Modules.Files;

/// <summary>
/// Finds, sets and removes one marked block in a file's bytes, taken as Latin-1 so that whatever else is in the file comes
/// out as it went in. Pure.
/// </summary>
internal static class BlockText
{
    private const string Begin = "mint-agent begin ";
    private const string End = "mint-agent end ";

    /// <summary>Where a block is.</summary>
    /// <param name="Start">Offset of the begin marker's line.</param>
    /// <param name="After">Offset just after the end marker's line.</param>
    /// <param name="Content">The lines between.</param>
    /// <param name="Comment">What starts the markers.</param>
    public sealed record Found(int Start, int After, string Content, string Comment);

    /// <summary>Finds a block; null when it is not there.</summary>
    /// <exception cref="FormatException">Its markers are not one begin and one end, in this order.</exception>
    public static Found? Find(string text, string block)
    {
        Line? begin = null;
        Found? found = null;
        foreach (var line in Lines(text))
        {
            if (IsMarker(line.Text, Begin + block))
            {
                begin = begin is null && found is null ? line : throw new FormatException($"the begin marker of block '{block}' is there twice");
            }
            else if (IsMarker(line.Text, End + block))
            {
                var from = begin ?? throw new FormatException($"the end marker of block '{block}' has no begin marker before it");
                var comment = from.Text[..from.Text.IndexOf(Begin, StringComparison.Ordinal)].TrimEnd();
                found = new Found(from.Start, line.After, text[from.After..line.Start], comment);
                begin = null;
            }
        }

        return begin is null ? found : throw new FormatException($"the begin marker of block '{block}' has no end marker after it");
    }

    /// <summary>Puts a block in, or changes the one that is there where it stands.</summary>
    public static string Set(string text, string block, string content, string comment, BlockPlace at)
    {
        var whole = $"{comment} {Begin}{block}\n{content}{comment} {End}{block}\n";
        if (Find(text, block) is { } found)
        {
            return text[..found.Start] + whole + text[found.After..];
        }

        if (at == BlockPlace.Start)
        {
            return whole + text;
        }

        // A last line without newline would swallow our marker.
        return text.Length == 0 || text[^1] == '\n' ? text + whole : text + "\n" + whole;
    }

    /// <summary>Takes a block out; a text without it comes back as it is.</summary>
    public static string Remove(string text, string block) =>
        Find(text, block) is { } found ? text[..found.Start] + text[found.After..] : text;

    /// <summary>Whether some line would be taken for a marker, of whichever block.</summary>
    public static bool HoldsMarker(string content) =>
        content.Contains(Begin, StringComparison.Ordinal) || content.Contains(End, StringComparison.Ordinal);

    private static bool IsMarker(string line, string marker)
    {
        var text = line.TrimEnd();
        return text.EndsWith(marker, StringComparison.Ordinal) && !text[..^marker.Length].Any(char.IsAsciiLetterOrDigit);
    }

    private static IEnumerable<Line> Lines(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var newline = text.IndexOf('\n', start);
            var after = newline < 0 ? text.Length : newline + 1;
            yield return new Line(start, after, text[start..after]);
            start = after;
        }
    }

    private sealed record Line(int Start, int After, string Text);
}
