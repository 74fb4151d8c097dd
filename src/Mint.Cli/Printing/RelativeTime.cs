namespace Mint.Cli.Printing;

/// <summary>Times as people say them, in the terminal's time zone.</summary>
internal sealed class RelativeTime(TimeProvider clock)
{
    /// <summary>A time in the past: <c>3 min ago</c>, <c>yesterday 16:20</c>, <c>sat 16:20</c>, <c>2026-11-02 16:20</c>.</summary>
    public string Ago(DateTimeOffset at)
    {
        var age = clock.GetUtcNow() - at;
        return age switch
        {
            { TotalSeconds: < -1 } => When(at),
            { TotalSeconds: < 2 } => "just now",
            { TotalSeconds: < 60 } => $"{(int)age.TotalSeconds} s ago",
            { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes} min ago",
            { TotalHours: < 12 } => $"{(int)age.TotalHours} h ago",
            _ => When(at),
        };
    }

    /// <summary>A point in time, with as much of the date as it needs: <c>22:00</c>, <c>tomorrow 08:00</c>, <c>sat 22:00</c>.</summary>
    public string When(DateTimeOffset at)
    {
        var local = Local(at);
        var days = DaysFromToday(at);
        return days switch
        {
            0 => $"{local:HH:mm}",
            1 => $"tomorrow {local:HH:mm}",
            -1 => $"yesterday {local:HH:mm}",
            > -7 and < 7 => $"{local:ddd HH:mm}".ToLowerInvariant(),
            _ => $"{local:yyyy-MM-dd HH:mm}",
        };
    }

    /// <summary>The day, as a heading: <c>today</c>, <c>yesterday, 2026-11-23</c>, <c>sat 2026-11-21</c>.</summary>
    public string Day(DateTimeOffset at) => DaysFromToday(at) switch
    {
        0 => "today",
        -1 => $"yesterday, {Local(at):yyyy-MM-dd}",
        _ => $"{Local(at):ddd yyyy-MM-dd}".ToLowerInvariant(),
    };

    /// <summary>The time of day to the second.</summary>
    public string Clock(DateTimeOffset at) => $"{Local(at):HH:mm:ss}";

    private int DaysFromToday(DateTimeOffset at) => (Local(at).Date - Local(clock.GetUtcNow()).Date).Days;

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone);
}
