using System.Globalization;
using System.Text;

namespace Mint.Coordinator.Notifications;

/// <summary>Makes what hosts and commits say fit for a line of text: no control characters, no direction marks, of bounded length.</summary>
internal static class PlainText
{
    private const int Most = 300;

    /// <summary>One line of it.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= Most)
            {
                return line.Append('…').ToString();
            }

            line.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? " "
                : rune.ToString());
        }

        return line.ToString();
    }
}
