using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Dashboard;

/// <summary>What to commit so that what was found on a host is kept: YAML to look at and to copy. Nothing is changed by it.</summary>
internal static partial class Adoption
{
    private const string Kind = "file/";
    private const string Indent = "      ";

    // What agents write at the end of a text that was too long to be sent whole.
    private const string CutMark = "… (cut)";
    private const string Secret = "(secret";

    /// <summary>The YAML; null when the drift is not the text of a file, or that text is secret, not whole, or can't be seen for what it is.</summary>
    public static string? Yaml(Event drift)
    {
        if (!drift.Resource.StartsWith(Kind, StringComparison.Ordinal) || drift.Differences.FirstOrDefault(d => d.Attribute == "content") is not { HasBefore: true } content)
        {
            return null;
        }

        var (path, text) = (drift.Resource[Kind.Length..], content.Before);
        return PlainPath().IsMatch(path) && IsWhole(text) && !IsSecret(content) && text.EnumerateRunes().All(IsPlain)
            ? $"files:\n  {path}:\n    content: {Block(text)}"
            : null;
    }

    // A '$' begins a variable there; two stand for one.
    private static string Block(string text)
    {
        if (text.Trim('\n').Length == 0)
        {
            return $"\"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"\n";
        }

        // The indentation is said: the first line may begin with blanks of its own.
        var end = text.EndsWith("\n\n", StringComparison.Ordinal) ? "+" : text.EndsWith('\n') ? "" : "-";
        var lines = text.Replace("$", "$$", StringComparison.Ordinal).Split('\n');
        var body = text.EndsWith('\n') ? lines[..^1] : lines;
        return $"|2{end}\n{string.Concat(body.Select(line => line.Length == 0 ? "\n" : $"{Indent}{line}\n"))}";
    }

    private static bool IsWhole(string text) => !text.EndsWith(CutMark, StringComparison.Ordinal) && !Digest().IsMatch(text);

    private static bool IsSecret(Difference content) =>
        content.Before.StartsWith(Secret, StringComparison.Ordinal) || content.After.StartsWith(Secret, StringComparison.Ordinal);

    // Nobody commits what they can't see: no control characters, no direction marks, no ends of lines that YAML alone takes for such.
    private static bool IsPlain(Rune rune) => rune.Value is '\n' or '\t' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    [GeneratedRegex(@"^/[A-Za-z0-9/._+@-]+\z")]
    private static partial Regex PlainPath();

    [GeneratedRegex(@"^\d+ bytes, sha256 [0-9a-f]{64}\z")]
    private static partial Regex Digest();
}
