using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Mint.Coordinator.Dashboard;

/// <summary>The days of UTC that an address names, the first and the last of them included.</summary>
internal static class DateSpan
{
    /// <summary>How a day is written.</summary>
    public const string Format = "yyyy-MM-dd";

    /// <summary>The beginning of a day; null when none is named.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: no day.</exception>
    public static Timestamp? Since(string? text) => Day("since", text) is { } day ? Beginning(day) : null;

    /// <summary>The end of a day; null when none is named.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: no day.</exception>
    public static Timestamp? Until(string? text) => Day("until", text) is { } day && day < DateOnly.MaxValue ? Beginning(day.AddDays(1)) : null;

    /// <summary>The day that began so many days before today.</summary>
    public static DateOnly DaysBefore(DateTimeOffset now, int days) => DateOnly.FromDateTime(now.UtcDateTime).AddDays(-days);

    /// <summary>As addresses have it.</summary>
    public static string Text(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>When a day begins.</summary>
    public static Timestamp Beginning(DateOnly day) => Timestamp.FromDateTime(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));

    /// <summary>The day that a text names; null when it names none.</summary>
    public static DateOnly? Read(string? text) => DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static DateOnly? Day(string field, string? text) => string.IsNullOrEmpty(text) ? null
        : Read(text) ?? throw new RpcException(new Status(StatusCode.InvalidArgument, $"{field}: expected a day, as 2026-03-31"));
}
