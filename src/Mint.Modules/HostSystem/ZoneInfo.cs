namespace Mint.Modules.HostSystem;

/// <summary>Names and files of the tz database.</summary>
internal static class ZoneInfo
{
    private const string Root = "/usr/share/zoneinfo/";

    /// <summary>Whether a text has the form of a zone's name.</summary>
    public static bool IsName(string zone) =>
        zone.Length <= 64 && zone.Split('/') is { Length: <= 3 } parts
        && parts.All(p => p.Length > 0 && char.IsAsciiLetterUpper(p[0]) && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '+'));

    /// <summary>The file that holds a zone.</summary>
    public static string PathOf(string zone) => Root + zone;

    /// <summary>The zone that a link at /etc/localtime means; null when it leads elsewhere.</summary>
    public static string? FromLink(string? target)
    {
        var at = target?.IndexOf(Root[1..], StringComparison.Ordinal) ?? -1;
        return target is null || at < 0 ? null : target[(at + Root.Length - 1)..];
    }
}
