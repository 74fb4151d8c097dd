namespace Mint.Modules.HostSystem;

/// <summary>Names of kernel parameters, and the files that belong to them.</summary>
internal static class SysctlKey
{
    /// <summary>
    /// Whether a text names a parameter: parts of letters, digits, dashes and underscores, parted by dots; where a part holds a
    /// dot (an interface's name), it is written as a slash, as sysctl(8) does.
    /// </summary>
    public static bool IsValid(string key) =>
        key.Length is > 0 and <= 200 && key.Contains('.', StringComparison.Ordinal)
        && key.Split('.', '/').All(p => p.Length > 0 && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':' or '@'));

    /// <summary>The file in /proc/sys.</summary>
    public static string LivePathOf(string key) =>
        "/proc/sys/" + string.Concat(key.Select(c => c switch { '.' => '/', '/' => '.', _ => c }));

    /// <summary>Our file for it. The number is above the distribution's, so that ours counts.</summary>
    public static string FileOf(string key) => $"/etc/sysctl.d/90-mint-{key.Replace('/', '%')}.conf";

    /// <summary>A value with single spaces between its words.</summary>
    public static string Normalise(string value) =>
        string.Join(' ', value.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
