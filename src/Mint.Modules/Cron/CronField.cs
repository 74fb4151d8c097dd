using System.Globalization;

namespace Mint.Modules.Cron;

/// <summary>One of the five fields of a schedule, checked by the rules of Debian's cron, which skips a whole file over one mistake.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Low">Lowest number.</param>
/// <param name="High">Highest number.</param>
/// <param name="Words">Names for numbers, the first of them for <see cref="Low"/>; empty when it has none.</param>
internal sealed record CronField(string Name, int Low, int High, IReadOnlyList<string> Words)
{
    /// <summary>The five, in the order they are written.</summary>
    public static IReadOnlyList<CronField> All { get; } =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of month", 1, 31, []),
        new("month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        new("day of week", 0, 7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    /// <summary>What is wrong; null when the field is fine.</summary>
    public string? Fault(string text) => text.Split(',').Select(PartFault).FirstOrDefault(f => f is not null);

    private string? PartFault(string part)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? part : part[..slash];
        if (RangeFault(range) is { } fault)
        {
            return fault;
        }

        if (slash < 0)
        {
            return null;
        }

        if (range != "*" && !range.Contains('-', StringComparison.Ordinal))
        {
            return $"{Name}: a step needs a range before it: write {range}-{High}{part[slash..]}";
        }

        var step = Number(part[(slash + 1)..]);
        return step is > 0 && step <= High ? null : $"{Name}: the step in '{part}' is not a number from 1 to {High}";
    }

    private string? RangeFault(string range)
    {
        if (range == "*")
        {
            return null;
        }

        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            return Value(range) is null ? Expected(range) : null;
        }

        var (from, to) = (Value(range[..dash]), Value(range[(dash + 1)..]));
        if (from is null || to is null)
        {
            return Expected(range);
        }

        return from <= to ? null : $"{Name}: the range '{range}' ends before it begins";
    }

    private string Expected(string found)
    {
        var words = Words.Count == 0 ? "" : $", or {Words[0]} to {Words[^1]}";
        return $"{Name}: '{found}' is not within {Low} to {High}{words}";
    }

    private int? Value(string text)
    {
        var word = Words.ToList().FindIndex(w => w.Equals(text, StringComparison.OrdinalIgnoreCase));
        var value = word >= 0 ? word + Low : Number(text);
        return value >= Low && value <= High ? value : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
