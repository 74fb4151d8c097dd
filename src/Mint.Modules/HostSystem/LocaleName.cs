using System.Text.RegularExpressions;

namespace Mint.Modules.HostSystem;

/// <summary>Names of locales and how Debian's files and tools spell them.</summary>
internal static partial class LocaleName
{
    /// <summary>Whether libc brings it, so that nothing has to be generated.</summary>
    public static bool IsBuiltIn(string name) => name is "C" or "POSIX" or "C.UTF-8" or "C.utf8";

    /// <summary>Whether a text has a locale's form, with its charset: without one it would mean an old charset that nobody wants.</summary>
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    /// <summary>The line of /etc/locale.gen: <c>de_CH.UTF-8 UTF-8</c>.</summary>
    public static string GenLineOf(string name)
    {
        var charset = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var at = charset.IndexOf('@', StringComparison.Ordinal);
        return $"{name} {(at < 0 ? charset : charset[..at])}";
    }

    /// <summary>A name as <c>locale -a</c> prints it: <c>de_CH.utf8</c>.</summary>
    public static string Listed(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var charset = name[(dot + 1)..(at < 0 ? name.Length : at)];
        var plain = string.Concat(charset.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));
        return $"{name[..dot]}.{plain}{(at < 0 ? "" : name[at..])}";
    }

    [GeneratedRegex(@"^[a-z]{2,3}(_[A-Z]{2})?\.[A-Za-z0-9-]{3,20}(@[a-z]{2,20})?\z")]
    private static partial Regex Pattern();
}
