namespace Mint.Modules.Packages;

/// <summary>Exact versions and beginnings of versions, as <c>version:</c> takes them.</summary>
internal static class PackageVersion
{
    /// <summary>Whether a version is the wanted one, or begins as the pattern does.</summary>
    public static bool Matches(string pattern, string version) => pattern.EndsWith('*')
        ? version.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : string.Equals(pattern, version, StringComparison.Ordinal);

    /// <summary>Whether it is a version of Debian's form, or the beginning of one followed by a single star.</summary>
    public static bool IsValid(string pattern)
    {
        var text = pattern.EndsWith('*') ? pattern[..^1] : pattern;
        return text.Length is > 0 and <= 128 && char.IsAsciiDigit(text[0]) && text.All(IsAllowed);
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' or '~' or ':';
}
