using System.Globalization;

namespace Mint.Cli.Printing;

/// <summary>
/// Reads the times people type: <c>2h</c>, <c>1h30m</c>, <c>18:00</c>, <c>tomorrow 08:00</c>, <c>sat 22:00</c>,
/// <c>yesterday</c>, <c>2026-11-25</c>, <c>2026-11-25 08:00</c>, and ISO 8601 with an offset.
/// </summary>
internal sealed class TimeText(TimeProvider clock)
{
    /// <summary>What both options accept, for messages.</summary>
    public const string Examples = "2h, 1h30m, 18:00, tomorrow 08:00, sat 22:00, 2026-11-25 08:00";

    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>A time to come: a duration counts from now, a time of day is the next one.</summary>
    /// <returns>Null when the text is no time.</returns>
    public DateTimeOffset? Future(string text) => Read(text, +1);

    /// <summary>A time gone by: a duration counts back from now, a time of day is the last one.</summary>
    /// <returns>Null when the text is no time.</returns>
    public DateTimeOffset? Past(string text) => Read(text, -1);

    private DateTimeOffset? Read(string text, int direction)
    {
        var words = text.Trim().ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["now"] => clock.GetUtcNow(),
            [var day] when DayOf(day, direction) is { } date => At(date, TimeOnly.MinValue),
            [var day, var time] when DayOf(day, direction) is { } date && TimeOf(time) is { } clockTime => At(date, clockTime),
            [var time] when TimeOf(time) is { } clockTime => NextOrLast(clockTime, direction),
            [var span] when DurationOf(span) is { } duration => clock.GetUtcNow() + (duration * direction),
            _ => Absolute(text.Trim()),
        };
    }

    private DateOnly? DayOf(string word, int direction)
    {
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var weekday = word.Length >= 3 ? Array.FindIndex(Weekdays, d => word.StartsWith(d, StringComparison.Ordinal)) : -1;
        return word switch
        {
            "today" => today,
            "tomorrow" => today.AddDays(1),
            "yesterday" => today.AddDays(-1),
            _ when weekday >= 0 => today.AddDays(DaysTo(weekday - (int)today.DayOfWeek, direction)),
            _ => null,
        };
    }

    // The next such day, or the last one; today's weekday means a week away.
    private static int DaysTo(int difference, int direction)
    {
        var ahead = ((difference + 6) % 7) + 1;
        return direction > 0 ? ahead : ahead == 7 ? -7 : ahead - 7;
    }

    private DateTimeOffset NextOrLast(TimeOnly time, int direction)
    {
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var at = At(today, time);
        var missed = direction > 0 ? at <= clock.GetUtcNow() : at > clock.GetUtcNow();
        return missed ? At(today.AddDays(direction), time) : at;
    }

    private DateTimeOffset At(DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time);
        return new DateTimeOffset(local, clock.LocalTimeZone.GetUtcOffset(local));
    }

    private DateTimeOffset? Absolute(string text)
    {
        string[] local = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss"];
        if (DateTime.TryParseExact(text, local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return At(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at));
        }

        string[] zoned = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        return DateTimeOffset.TryParseExact(text, zoned, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact) ? exact : null;
    }

    private static TimeOnly? TimeOf(string word) =>
        TimeOnly.TryParseExact(word, ["H:mm", "H:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static TimeSpan? DurationOf(string word)
    {
        var total = TimeSpan.Zero;
        var digits = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (char.IsAsciiDigit(word[i]))
            {
                continue;
            }

            if (UnitOf(word[i]) is not { } unit || !int.TryParse(word.AsSpan(digits, i - digits), CultureInfo.InvariantCulture, out var count)
                || count > 100_000)
            {
                return null;
            }

            (total, digits) = (total + (unit * count), i + 1);
        }

        return digits == word.Length && digits > 0 ? total : null;
    }

    private static TimeSpan? UnitOf(char unit) => unit switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        'w' => TimeSpan.FromDays(7),
        _ => null,
    };
}
