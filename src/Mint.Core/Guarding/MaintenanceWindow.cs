using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Mint.Core.Guarding;

/// <summary>
/// A weekly window in the host's time zone: <c>22:00-02:00</c> (daily), <c>sat 22:00-02:00</c>, <c>mon-fri 01:00-05:00</c>, <c>sat,sun 00:00-24:00</c>. The
/// days are those on which it opens; one that ends before it begins ends on the next day.
/// </summary>
public sealed class MaintenanceWindow
{
    private const int DayMinutes = 24 * 60;
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly bool[] days;
    private readonly int opens;
    private readonly int length;

    private MaintenanceWindow(string text, bool[] days, int opens, int length) =>
        (Text, this.days, this.opens, this.length) = (text, days, opens, length);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a window; <paramref name="expected"/> says what is wrong when it can't.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MaintenanceWindow? window, [NotNullWhen(false)] out string? expected)
    {
        window = null;
        expected = "expected a window such as '22:00-02:00', 'sat 22:00-02:00' or 'mon-fri 01:00-05:00'";
        var parts = (text ?? "").Trim().ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is < 1 or > 2)
        {
            return false;
        }

        var days = parts.Length == 1 ? Enumerable.Repeat(true, 7).ToArray() : ParseDays(parts[0]);
        var times = parts[^1].Split('-');
        if (days is null || times.Length != 2 || ParseTime(times[0]) is not { } from || ParseTime(times[1]) is not { } to || from == to || from == DayMinutes)
        {
            return false;
        }

        window = new MaintenanceWindow((text ?? "").Trim(), days, from, to > from ? to - from : to + DayMinutes - from);
        expected = null;
        return true;
    }

    /// <summary>Whether it is open at a time.</summary>
    public bool IsOpen(DateTimeOffset at) => Openings(at, -1, 0).Any(o => o <= at && at < o.AddMinutes(length));

    /// <summary>The next opening after a time.</summary>
    public DateTimeOffset NextOpening(DateTimeOffset after) => Openings(after, 0, 8).First(o => o > after);

    private IEnumerable<DateTimeOffset> Openings(DateTimeOffset around, int fromDay, int toDay)
    {
        var midnight = new DateTimeOffset(around.Date, around.Offset);
        return Enumerable.Range(fromDay, toDay - fromDay + 1)
            .Select(d => midnight.AddDays(d))
            .Where(d => days[(int)d.DayOfWeek])
            .Select(d => d.AddMinutes(opens));
    }

    private static bool[]? ParseDays(string text)
    {
        var days = new bool[7];
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            var from = Array.IndexOf(DayNames, ends[0]);
            var to = Array.IndexOf(DayNames, ends[^1]);
            if (ends.Length > 2 || from < 0 || to < 0)
            {
                return null;
            }

            for (var d = from; ; d = (d + 1) % 7)
            {
                days[d] = true;
                if (d == to)
                {
                    break;
                }
            }
        }

        return days;
    }

    private static int? ParseTime(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2 && parts.All(p => p.Length == 2)
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            && minutes < 60 && (hours * 60) + minutes <= DayMinutes
            ? (hours * 60) + minutes
            : null;
    }
}
