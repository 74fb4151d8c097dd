using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Mint.Coordinator.Dashboard;

/// <summary>A line of a difference.</summary>
/// <param name="Sign">'+' came, '-' went, ' ' stayed, '⋮' for lines left out.</param>
/// <param name="Text">The line.</param>
internal sealed record DiffLine(char Sign, string Text)
{
    private const int Context = 2;
    private const int MostLines = 200;
    private const int LongestLine = 2_000;

    // Comparing costs time by the product of lines; nobody reads more on a page.
    private const int MostCharacters = 100_000;

    /// <summary>The lines that differ with a little around them, and whether some were left out.</summary>
    /// <param name="before">What was there; null when that is not known.</param>
    /// <param name="after">What came; null when that is not known.</param>
    public static (IReadOnlyList<DiffLine> Lines, bool Cut) Of(string? before, string? after)
    {
        if (before is null && after is null)
        {
            return ([], false);
        }

        var tooLarge = (before?.Length ?? 0) > MostCharacters || (after?.Length ?? 0) > MostCharacters;
        var pieces = InlineDiffBuilder.Diff(Bounded(before), Bounded(after), ignoreWhiteSpace: false).Lines;
        var near = Enumerable.Range(0, pieces.Count).Where(i => IsNearChange(pieces, i)).ToList();
        var lines = new List<DiffLine>();
        var last = -1;
        foreach (var i in near.Take(MostLines))
        {
            if (last >= 0 && i != last + 1)
            {
                lines.Add(new DiffLine('⋮', ""));
            }

            last = i;
            lines.Add(new DiffLine(SignOf(pieces[i].Type), Shortened(pieces[i].Text)));
        }

        return (lines, tooLarge || near.Count > MostLines);
    }

    private static char SignOf(ChangeType type) => type switch
    {
        ChangeType.Inserted => '+',
        ChangeType.Deleted => '-',
        _ => ' ',
    };

    private static string Bounded(string? text) => text is null ? "" : (text.Length > MostCharacters ? text[..MostCharacters] : text).TrimEnd('\n');

    private static string Shortened(string line) => line.Length > LongestLine ? $"{line[..LongestLine]}…" : line;

    private static bool IsNearChange(List<DiffPiece> pieces, int index)
    {
        for (var i = Math.Max(0, index - Context); i <= Math.Min(pieces.Count - 1, index + Context); i++)
        {
            if (pieces[i].Type != ChangeType.Unchanged)
            {
                return true;
            }
        }

        return false;
    }
}
