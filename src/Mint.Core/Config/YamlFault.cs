using YamlDotNet.Core;

namespace Mint.Core.Config;

/// <summary>Ends the reading of a file for a reason of ours, already in words for the engineer.</summary>
internal sealed class YamlStop(in Mark at, string message) : YamlException(at, at, message);

/// <summary>Puts a syntax error into words.</summary>
internal static class YamlFault
{
    public static Problem Describe(string file, string text, YamlException error)
    {
        var (line, column) = ((int)Math.Max(1, error.Start.Line), (int)Math.Max(1, error.Start.Column));
        if (error is YamlStop)
        {
            return new Problem(new Origin(file, line, column), "", error.Message);
        }

        var lines = Enumerable.Range(line, (int)Math.Clamp(error.End.Line - line + 1, 2, 3));
        if (lines.Select(at => new Origin(file, at, TabIn(text, at))).FirstOrDefault(place => place.Column > 0) is { } tab)
        {
            return new Problem(tab, "", "a tab stands in the indentation", "YAML indents with spaces only.");
        }

        var message = error.Message.TrimEnd('.');
        return new Problem(new Origin(file, line, column), "", $"not valid YAML: {char.ToLowerInvariant(message[0])}{message[1..]}", Hint(text, line));
    }

    /// <summary>Column of a tab in a line's indentation; 0 when there is none.</summary>
    private static int TabIn(string text, int line)
    {
        var content = Line(text, line);
        var indentation = content.Length - content.TrimStart().Length;
        var tab = content[..indentation].IndexOf('\t');
        return tab + 1;
    }

    private static string? Hint(string text, int line)
    {
        var content = Line(text, line);
        return content.Contains(": ${", StringComparison.Ordinal) || content.Contains(": *", StringComparison.Ordinal) || (content.Split(": ").Length > 2 && !content.Contains('{', StringComparison.Ordinal))
            ? "A value that contains ': ' or begins with one of {, [, *, &, !, %, @ or ` wants quotes."
            : null;
    }

    private static ReadOnlySpan<char> LineSpan(string text, int line)
    {
        var rest = text.AsSpan();
        for (var at = 1; at < line && rest.IndexOf('\n') is >= 0 and var end; at++)
        {
            rest = rest[(end + 1)..];
        }

        return rest.IndexOf('\n') is >= 0 and var stop ? rest[..stop] : rest;
    }

    private static string Line(string text, int line) => LineSpan(text, line).ToString();
}
