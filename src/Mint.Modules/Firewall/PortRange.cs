using System.Globalization;

namespace Mint.Modules.Firewall;

/// <summary>Ports of one protocol.</summary>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="First">The first.</param>
/// <param name="Last">The last; the same for one port.</param>
internal sealed record PortRange(string Protocol, int First, int Last)
{
    /// <summary>Reads <c>8069</c> or <c>8000-8100</c>; null when it is none.</summary>
    public static PortRange? Parse(string protocol, string text)
    {
        var parts = text.Split('-');
        return parts.Length <= 2 && Number(parts[0]) is { } first && Number(parts[^1]) is { } last && first <= last && (parts.Length == 1 || first < last)
            ? new PortRange(protocol, first, last)
            : null;
    }

    /// <summary>Whether a port is among them.</summary>
    public bool Covers(string protocol, int port) => Protocol == protocol && First <= port && port <= Last;

    /// <summary>As nft writes it.</summary>
    public string Ports => First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536 && text[0] != '0' ? number : null;
}
