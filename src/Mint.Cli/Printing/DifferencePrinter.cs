using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints the attributes of a resource that differ: one line each, a unified diff for texts of several lines.</summary>
internal static class DifferencePrinter
{
    private const int MaxInline = 120;

    /// <summary>Prints them, indented, from what is there to what is wanted.</summary>
    public static void Print(Screen screen, IReadOnlyCollection<DifferenceReport> differences, string indent)
    {
        foreach (var difference in differences)
        {
            if (IsText(difference))
            {
                PrintText(screen, difference, indent, named: differences.Count > 1);
            }
            else
            {
                PrintValue(screen, difference, indent);
            }
        }
    }

    /// <summary>The names of what differs, with line counts for texts: <c>content (+1 −1), mode</c>.</summary>
    public static string Summarize(IEnumerable<DifferenceReport> differences) => string.Join(", ", differences.Select(SummarizeOne));

    /// <summary>What something new will be, on one line: <c>content (+12), mode 0644, owner root</c>.</summary>
    public static string Describe(IEnumerable<DifferenceReport> differences) => string.Join(
        ", ",
        differences.Select(d => IsText(d) ? $"{d.Attribute} (+{UnifiedDiff.Count("", d.After ?? "").Added})" : $"{d.Attribute} {Shown(d.After ?? "")}"));

    /// <summary>Prints only those that are texts of several lines.</summary>
    public static void PrintTexts(Screen screen, IEnumerable<DifferenceReport> differences, string indent) =>
        Print(screen, [.. differences.Where(IsText)], indent);

    private static string SummarizeOne(DifferenceReport difference)
    {
        if (!IsText(difference))
        {
            return difference.Attribute;
        }

        var (added, removed) = UnifiedDiff.Count(difference.Before ?? "", difference.After ?? "");
        return $"{difference.Attribute} (+{added} −{removed})";
    }

    private static bool IsText(DifferenceReport difference) => IsText(difference.Before) || IsText(difference.After);

    private static bool IsText(string? value) => value is not null && (value.Contains('\n') || value.Length > MaxInline);

    private static void PrintText(Screen screen, DifferenceReport difference, string indent, bool named)
    {
        if (named)
        {
            screen.Write(indent).Write(difference.Attribute, Tone.Dim);
            Origin(screen, difference);
        }

        UnifiedDiff.Print(screen, difference.Before ?? "", difference.After ?? "", named ? indent + "  " : indent);
    }

    private static void PrintValue(Screen screen, DifferenceReport difference, string indent)
    {
        screen.Write(indent).Write($"{difference.Attribute}: ", Tone.Dim);
        if (difference.Before is { } before)
        {
            screen.Write(Shown(before), Tone.Bad).Write(" → ");
        }

        screen.Write(difference.After is { } after ? Shown(after) : "(gone)", difference.After is null ? Tone.Bad : Tone.Good);
        Origin(screen, difference);
    }

    private static string Shown(string value) => value.Length == 0 ? "\"\"" : value;

    private static void Origin(Screen screen, DifferenceReport difference) =>
        screen.Line(difference.Origin is { } origin ? $"   {Wording.Place(origin)}" : "", Tone.Dim);
}
