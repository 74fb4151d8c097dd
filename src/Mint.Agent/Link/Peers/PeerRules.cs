using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mint.Core.Config;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Peers;

/// <summary>What a host may say of itself. Whoever sends it may be in anybody's hands, so what is odd or large is not taken.</summary>
internal static class PeerRules
{
    /// <summary>Facts of one host, in bytes.</summary>
    public const int LargestFacts = 16 * 1024;

    /// <summary>Hosts that are kept.</summary>
    public const int MostHosts = 2_000;

    private const int MostNetworks = 16;
    private const int MostEndpoints = 8;
    private const int LongestNetwork = 15;
    private const int KeyBytes = 32;
    private const int KeyCharacters = 44;

    /// <summary>What is wrong with facts, a few words; null when nothing is.</summary>
    public static string? Fault(Wire.PeerFacts facts) =>
        !ConfigName.IsValid(facts.Host) ? "they name no host"
        : facts.MadeAt is not { Seconds: > 0 and < 253_402_300_800, Nanos: >= 0 and < 1_000_000_000 } ? "they do not say when they were made"
        : facts.Sequence is 0 or > long.MaxValue ? "their number is out of range"
        : facts.Networks.Count > MostNetworks ? $"they name more than {MostNetworks} networks"
        : facts.Networks.Select(n => n.Network).Distinct(StringComparer.Ordinal).Count() != facts.Networks.Count ? "they name a network twice"
        : facts.Networks.Select(Fault).FirstOrDefault(f => f is not null);

    /// <summary>Whether a text is a WireGuard key: 32 bytes, base 64.</summary>
    public static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes];
        return text.Length == KeyCharacters && Convert.TryFromBase64String(text, bytes, out var written) && written == KeyBytes;
    }

    /// <summary>Whether a text is an address and a port that a packet may be sent to.</summary>
    public static bool IsEndpoint(string text) =>
        text.Length <= 64 && IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port > 0 && IsReachable(endpoint.Address) && endpoint.ToString() == text;

    /// <summary>Whether an address may be another host's: not loopback, link-local, multicast or none.</summary>
    public static bool IsReachable(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any) || plain.Equals(IPAddress.Broadcast))
        {
            return false;
        }

        var first = plain.GetAddressBytes();
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? first[0] is > 0 and < 224 && !(first[0] == 169 && first[1] == 254)
            : !plain.IsIPv6LinkLocal && !plain.IsIPv6Multicast;
    }

    /// <summary>How an address and a port are written.</summary>
    public static string Endpoint(IPAddress address, int port) => new IPEndPoint(address, port).ToString();

    private static string? Fault(Wire.NetworkFact network) =>
        network.Network.Length is 0 or > LongestNetwork || !network.Network.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? "a network's name is none"
        : !IsKey(network.PublicKey) || (network.NextPublicKey.Length > 0 && !IsKey(network.NextPublicKey)) ? string.Create(CultureInfo.InvariantCulture, $"a key in {network.Network} is not {KeyBytes} bytes in base 64")
        : network.NextPublicKey.Length > 0 && network.SwitchAt is not { Seconds: > 0 and < 253_402_300_800, Nanos: >= 0 and < 1_000_000_000 } ? "the next key has no time"
        : network.Endpoints.Count > MostEndpoints ? $"more than {MostEndpoints} endpoints"
        : !network.Endpoints.All(IsEndpoint) ? $"an endpoint in {network.Network} is no address with a port"
        : null;
}
