using System.Globalization;

namespace Mint.Coordinator.Dashboard;

/// <summary>Times as people say them.</summary>
internal static class RelativeTime
{
    /// <summary>"12 s ago", "26 min ago", "in 3 h", and days from two on.</summary>
    public static string Of(DateTimeOffset at, DateTimeOffset now)
    {
        var span = now - at;
        // What is good for 90 days is so a second later too.
        return span < TimeSpan.Zero ? $"in {Length(-span, Math.Round)}" : $"{Length(span)} ago";
    }

    /// <summary>"12 s", "26 min", "3 h", "5 days".</summary>
    public static string Length(TimeSpan span) => Length(span, Math.Floor);

    private static string Length(TimeSpan span, Func<double, double> whole) => span switch
    {
        { TotalSeconds: < 90 } => Say(whole(span.TotalSeconds), "s"),
        { TotalMinutes: < 90 } => Say(whole(span.TotalMinutes), "min"),
        { TotalHours: < 48 } => Say(whole(span.TotalHours), "h"),
        _ => Say(whole(span.TotalDays), "days"),
    };

    /// <summary>How long something took: "0.6 s", "12 ms", "3 min".</summary>
    public static string Precise(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 1 } => "under 1 ms",
        { TotalSeconds: < 1 } => Say(Math.Floor(span.TotalMilliseconds), "ms"),
        { TotalSeconds: < 90 } => $"{span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
        _ => Length(span),
    };

    private static string Say(double number, string unit) => $"{number.ToString(CultureInfo.InvariantCulture)} {unit}";
}
