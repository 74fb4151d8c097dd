using System.Globalization;

namespace Mint.Core.Secrets;

/// <summary>What the contract can't say of a secret's file: whether its parts fit together.</summary>
internal static class SecretFileRules
{
    private const string Day = "yyyy-MM-dd";
    private const string SshPrefix = "SHA256:";

    /// <summary>All that is wrong with it.</summary>
    public static IEnumerable<(string Key, string Message)> Faults(SecretFile file)
    {
        if (file.Version != SecretFile.CurrentVersion)
        {
            yield return ("version", $"this build reads version {SecretFile.CurrentVersion}, found {file.Version}");
        }

        if (file.Id.Length is < 16 or > 64 || !file.Id.All(char.IsAsciiHexDigitLower))
        {
            yield return ("id", "expected 16 to 64 hexadecimal digits");
        }

        if (!DateOnly.TryParseExact(file.Changed, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            yield return ("changed", "expected a day such as 2026-11-25");
        }

        if (AgeHeader.Parse(file.Value) is not { } header)
        {
            yield return ("value", "it is no armoured age file: damaged, or cut off");
        }
        else if (!Fits(header, file.Readers))
        {
            yield return ("readers", "the value is encrypted to other keys than those listed here: one of the two was changed by hand");
        }
    }

    private static bool Fits(AgeHeader header, SecretReaders readers)
    {
        // One key under two names has one place in the header.
        var keys = readers.Hosts.Values.Concat(readers.Admins.Values).Distinct(StringComparer.Ordinal).ToList();
        var tags = keys.Where(k => k.StartsWith(SshPrefix, StringComparison.Ordinal)).Select(TagOf).Order(StringComparer.Ordinal);
        return tags.SequenceEqual(header.SshTags.Order(StringComparer.Ordinal)) && keys.Count - header.SshTags.Count == header.Others;
    }

    /// <summary>The first four bytes of the fingerprint; empty, which no header holds, where it is none.</summary>
    private static string TagOf(string fingerprint)
    {
        var base64 = fingerprint[SshPrefix.Length..];
        var bytes = new byte[base64.Length + 4];
        return Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), bytes, out var length) && length >= 4 ? Convert.ToBase64String(bytes, 0, 4).TrimEnd('=') : "";
    }
}
