using System.Globalization;

namespace Mint.Coordinator.Notifications;

/// <summary>Points and lengths of time as people write them.</summary>
internal static class Moment
{
    /// <summary>20 Nov 2026 14:02 UTC</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>26 min</summary>
    public static string Length(TimeSpan length) => length switch
    {
        { TotalMinutes: < 2 } => $"{Math.Max(0, length.TotalSeconds):0} s",
        { TotalHours: < 2 } => $"{length.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{length.TotalHours:0} h",
        _ => $"{length.TotalDays:0} days",
    };
}
