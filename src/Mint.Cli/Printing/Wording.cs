using Mint.Core;

namespace Mint.Cli.Printing;

/// <summary>How ids, places and sizes are worded for a person.</summary>
internal static class Wording
{
    /// <summary>A resource as it is said: <c>file /etc/motd</c> for <c>file//etc/motd</c>.</summary>
    public static string Resource(string id) => ResourceId.TryParse(id, out var parsed) ? Resource(parsed) : id;

    /// <summary>A resource as it is said.</summary>
    public static string Resource(ResourceId id) => $"{id.Kind} {id.Name}";

    /// <summary>File and line of an origin; the column is for editors, which get it from <c>--json</c> and <c>validate</c>.</summary>
    public static string Place(string? origin)
    {
        if (origin is null)
        {
            return "";
        }

        var column = origin.LastIndexOf(':');
        return column > 0 && origin.LastIndexOf(':', column - 1) > 0 ? origin[..column] : origin;
    }

    /// <summary>The first seven digits of a commit id.</summary>
    public static string Commit(string id) => id.Length > 7 ? id[..7] : id;

    /// <summary><c>1 change</c>, <c>3 changes</c>.</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary><c>34 MB</c>, <c>1.2 GB</c>.</summary>
    public static string Bytes(ulong bytes) => bytes switch
    {
        < 1_000_000 => $"{bytes / 1000} kB",
        < 1_000_000_000 => $"{bytes / 1_000_000} MB",
        _ => $"{bytes / 1e9:0.0} GB",
    };

    /// <summary><c>19 ms</c>, <c>0.6 s</c>, <c>2 min 5 s</c>, <c>3 h 20 min</c>.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0.1 } => $"{Math.Max(0, span.TotalMilliseconds):0} ms",
        { TotalSeconds: < 59.95 } => $"{span.TotalSeconds:0.0} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min {span.Seconds} s",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h {span.Minutes} min",
        _ => $"{(int)span.TotalDays} days",
    };
}
