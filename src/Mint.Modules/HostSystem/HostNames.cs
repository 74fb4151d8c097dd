using System.Net;

namespace Mint.Modules.HostSystem;

/// <summary>What can name or address a host.</summary>
internal static class HostNames
{
    /// <summary>Labels of letters, digits and inner dashes, at most 63 each and 253 together.</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= 253 && name.Split('.').All(IsLabel);

    /// <summary>An IPv4 address of four numbers, or an IPv6 address.</summary>
    public static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out _) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3)
        && !text.Contains('[', StringComparison.Ordinal) && !text.Contains('/', StringComparison.Ordinal);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
