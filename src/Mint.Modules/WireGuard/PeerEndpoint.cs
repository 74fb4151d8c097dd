using System.Globalization;
using System.Net;
using Mint.Core.Config;
using Mint.Modules.HostSystem;

namespace Mint.Modules.WireGuard;

/// <summary>Where a peer is reached by UDP.</summary>
/// <param name="Host">A name or an address, without brackets.</param>
/// <param name="Port">The port.</param>
internal sealed record PeerEndpoint(string Host, int Port)
{
    /// <summary>The address and port; null where it is a name, which only <c>wg</c> resolves.</summary>
    public IPEndPoint? Address => NetworkText.ParseAddress(Host) is { } address ? new IPEndPoint(address, Port) : null;

    /// <summary>Reads a name or an address, with or without port; null when it is none.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="port">The port where none is written.</param>
    public static PeerEndpoint? Parse(string text, int port)
    {
        if (NetworkText.ParseAddress(text) is { } alone)
        {
            return new PeerEndpoint(alone.ToString(), port);
        }

        var colon = text.LastIndexOf(':');
        var (host, number) = colon < 0 ? (text, port) : (text[..colon], PortOf(text[(colon + 1)..]));
        if (number == 0)
        {
            return null;
        }

        var isBracketed = host is ['[', .., ']'];
        return NetworkText.ParseAddress(isBracketed ? host[1..^1] : host) is { } address
            ? isBracketed == address.ToString().Contains(':', StringComparison.Ordinal) ? new PeerEndpoint(address.ToString(), number) : null
            : HostNames.IsValid(host) && !host.All(c => char.IsAsciiDigit(c) || c == '.') ? new PeerEndpoint(host, number)
            : null;
    }

    /// <summary>Reads what has to have a numeric address and a port; null for anything else, as what a stranger says may be.</summary>
    public static PeerEndpoint? ParseNumeric(string text) =>
        text.Contains(':', StringComparison.Ordinal) && NetworkText.ParseAddress(text) is null && Parse(text, 0) is { Address: not null } endpoint ? endpoint : null;

    /// <summary>As <c>wg</c> reads it: <c>203.0.113.7:51820</c>, <c>[2001:db8::7]:51820</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static int PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? port : 0;
}
