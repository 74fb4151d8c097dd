using System.Globalization;
using System.Text;

namespace Mint.Cli.Output;

/// <summary>
/// Makes text from a host or a config repo safe to print: a file name or a commit's subject must not be able to move the
/// cursor, change colours, retitle the window or reorder what is read.
/// </summary>
internal static class Printable
{
    /// <summary>The text with each control character as its visible picture (␛), and each direction mark as <c>&lt;U+202E&gt;</c>.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            Append(safe, c);
        }

        return safe.ToString();
    }

    /// <summary>JSON that says the same, with each direction mark as <c>\u202E</c>. Its control characters are written so already.</summary>
    public static string Json(string json) => json.Any(Turns)
        ? string.Concat(json.Select(c => Turns(c) ? $"\\u{(int)c:X4}" : c.ToString()))
        : json;

    private static bool IsUnsafe(char c) => char.IsControl(c) || Turns(c);

    private static bool Turns(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static void Append(StringBuilder safe, char c)
    {
        switch (c)
        {
            case '\t':
                safe.Append("    ");
                break;
            case < ' ':
                safe.Append((char)(0x2400 + c));
                break;
            case '\x7f':
                safe.Append('\u2421');
                break;
            default:
                safe.Append(IsUnsafe(c) ? $"<U+{(int)c:X4}>" : c.ToString());
                break;
        }
    }
}
