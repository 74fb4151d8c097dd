using System.Text;

namespace Mint.Modules.Ssh;

/// <summary>One line of sshd's configuration.</summary>
/// <param name="Keyword">Its keyword, under the present name.</param>
/// <param name="Value">What follows, words parted by single spaces.</param>
/// <param name="File">The file.</param>
/// <param name="Number">The line, from 1.</param>
internal sealed record SshdLine(string Keyword, string Value, string File, int Number)
{
    /// <summary>Where it stands.</summary>
    public string Place => $"{File}:{Number}";

    /// <summary>Whether it is about a keyword.</summary>
    public bool IsAbout(string keyword) => string.Equals(Keyword, SshdKeyword.Canonical(keyword), StringComparison.OrdinalIgnoreCase);
}

/// <summary>The lines of one file of sshd's configuration, up to where they hold for some connections only.</summary>
/// <param name="Lines">In order; Include lines are among them.</param>
internal sealed record SshdFile(IReadOnlyList<SshdLine> Lines)
{
    /// <summary>Takes a file apart; an absent one has no lines. What sshd would not accept is for sshd to refuse.</summary>
    public static SshdFile Parse(string path, byte[]? content)
    {
        var lines = new List<SshdLine>();
        var text = Encoding.UTF8.GetString(content ?? []).Split('\n');
        for (var i = 0; i < text.Length; i++)
        {
            if (Words(text[i]) is not [var keyword, .. var values])
            {
                continue;
            }

            if (keyword.Equals("Match", StringComparison.OrdinalIgnoreCase))
            {
                break;
            }

            lines.Add(new SshdLine(SshdKeyword.Canonical(keyword), string.Join(' ', values), path, i + 1));
        }

        return new SshdFile(lines);
    }

    /// <summary>The words of a line: parted by blanks (the first also by an equals sign), quotes hold words together, a hash begins a comment.</summary>
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, any) = (false, false);
        foreach (var c in line)
        {
            var parts = char.IsWhiteSpace(c) || (c == '=' && words.Count == 0);
            if (c == '#' && !quoted && !any)
            {
                break;
            }

            if (c == '"')
            {
                (quoted, any) = (!quoted, true);
            }
            else if (!parts || quoted)
            {
                word.Append(c);
                any = true;
            }
            else if (any)
            {
                words.Add(word.ToString());
                word.Clear();
                any = false;
            }
        }

        return any ? [.. words, word.ToString()] : words;
    }
}
