using System.Text;

namespace Mint.Agent.Link.Reports;

/// <summary>Keeps what goes up small, whatever a file or a program's output held.</summary>
internal static class BoundedText
{
    private const string Mark = "… (cut)";

    /// <summary>The text, cut and marked when its UTF-8 is longer than this.</summary>
    public static string Cut(string text, int mostBytes)
    {
        // A character is at most three bytes (a pair four), so most texts are not counted at all.
        if (text.Length <= mostBytes / 3 || Encoding.UTF8.GetByteCount(text) <= mostBytes)
        {
            return text;
        }

        var room = mostBytes - Encoding.UTF8.GetByteCount(Mark);
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, length), Mark);
    }
}
