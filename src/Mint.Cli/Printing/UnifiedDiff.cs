using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Mint.Cli.Output;

namespace Mint.Cli.Printing;

/// <summary>Line-by-line difference of two texts, with a little context, as <c>diff -u</c> prints it.</summary>
internal static class UnifiedDiff
{
    private const int Context = 2;
    private const int MaxLines = 200;

    /// <summary>How many lines come and go.</summary>
    public static (int Added, int Removed) Count(string before, string after)
    {
        var lines = Lines(before, after);
        return (lines.Count(l => l.Type == ChangeType.Inserted), lines.Count(l => l.Type == ChangeType.Deleted));
    }

    /// <summary>Prints the hunks, indented; a very long diff is cut, and says so.</summary>
    public static void Print(Screen screen, string before, string after, string indent)
    {
        var lines = Lines(before, after);
        var shown = Enumerable.Range(0, lines.Count).Where(i => IsNearChange(lines, i)).ToList();
        var last = -1;
        foreach (var i in shown.Take(MaxLines))
        {
            if (last >= 0 && i != last + 1)
            {
                screen.Write(indent).Line("⋮", Tone.Dim);
            }

            last = i;
            PrintLine(screen.Write(indent), lines[i]);
        }

        if (shown.Count > MaxLines)
        {
            screen.Write(indent).Line($"… {shown.Count - MaxLines} more lines", Tone.Dim);
        }
    }

    private static void PrintLine(Screen screen, DiffPiece line)
    {
        var (sign, tone) = line.Type switch
        {
            ChangeType.Inserted => ('+', Tone.Good),
            ChangeType.Deleted => ('-', Tone.Bad),
            _ => (' ', Tone.Dim),
        };
        screen.Line($"{sign} {line.Text}".TrimEnd(), tone);
    }

    private static bool IsNearChange(List<DiffPiece> lines, int index)
    {
        for (var i = Math.Max(0, index - Context); i <= Math.Min(lines.Count - 1, index + Context); i++)
        {
            if (lines[i].Type != ChangeType.Unchanged)
            {
                return true;
            }
        }

        return false;
    }

    private static List<DiffPiece> Lines(string before, string after) =>
        InlineDiffBuilder.Diff(WithoutLastBreak(before), WithoutLastBreak(after), ignoreWhiteSpace: false).Lines;

    // The break that ends a text is not a line of its own.
    private static string WithoutLastBreak(string text) => text.EndsWith('\n') ? text[..^1] : text;
}
