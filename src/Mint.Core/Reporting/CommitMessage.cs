using System.Buffers;
using System.Text;

namespace Mint.Core.Reporting;

/// <summary>Reads a commit message, which is foreign text: bounded, and nothing in it can steer a terminal.</summary>
public static class CommitMessage
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private const int SubjectLength = 200;
    private const int TrailerLimit = 100;
    private const int TrailerLength = 1000;

    /// <summary>The first line that says something.</summary>
    public static string Subject(string message)
    {
        ReadOnlySpan<char> trimmed = message.AsSpan().TrimStart();
        int end = trimmed.IndexOf('\n');
        return Printable(end < 0 ? trimmed : trimmed[..end], SubjectLength);
    }

    /// <summary>
    /// The trailers of the last paragraph, in order. As in Git, the first paragraph is never one, and every line of the paragraph must
    /// be a trailer or continue one (begin with a blank); otherwise there are none.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Trailers(string message)
    {
        var found = new List<KeyValuePair<string, string>>();
        string[] lines = message.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        int start = Array.FindLastIndex(lines, string.IsNullOrWhiteSpace) + 1;
        if (start == 0 || lines.Length - start > TrailerLimit)
        {
            return [];
        }

        foreach (string line in lines.AsSpan(start))
        {
            if (found.Count > 0 && char.IsWhiteSpace(line[0]))
            {
                found[^1] = new(found[^1].Key, Printable($"{found[^1].Value} {line.Trim()}", TrailerLength));
            }
            else if (Split(line) is { } trailer)
            {
                found.Add(trailer);
            }
            else
            {
                return [];
            }
        }

        return found;
    }

    /// <summary>The text with control characters replaced, cut to a length.</summary>
    /// <param name="text">Foreign text.</param>
    /// <param name="length">At most this many characters, the ellipsis included.</param>
    public static string Printable(ReadOnlySpan<char> text, int length)
    {
        text = text.Trim();
        var clean = new StringBuilder(Math.Min(text.Length, length));
        foreach (char c in text[..Math.Min(text.Length, length)])
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        if (text.Length > length)
        {
            clean[^1] = '…';
        }

        return clean.ToString();
    }

    private static KeyValuePair<string, string>? Split(string line)
    {
        int colon = line.IndexOf(':');
        return colon > 0 && line.AsSpan(0, colon).IndexOfAnyExcept(NameCharacters) < 0
            ? new(line[..colon], Printable(line.AsSpan(colon + 1), TrailerLength))
            : null;
    }
}
