using System.Net;
using Mint.Core.Config;

namespace Mint.Modules.WireGuard;

/// <summary>A member of a network as its own file shows it to all. What is written wrong there is that host's mistake, and reads as not written.</summary>
/// <param name="Host">Its name in the config repo.</param>
/// <param name="Node">What its file says of the network.</param>
/// <param name="Addresses">Its <c>addresses</c>, as far as they are some.</param>
internal sealed record NetworkMember(string Host, ConfigMap? Node, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>Its address in the network.</summary>
    public IPAddress? Address { get; } = Text(Node, "address") is { } text ? NetworkText.ParseAddress(text) : null;

    /// <summary>Its endpoint as written.</summary>
    public string? Endpoint { get; } = Text(Node, "endpoint");

    /// <summary>Its pinned key.</summary>
    public string? PublicKey { get; } = Text(Node, "public_key") is { } text && PublicKeyText.IsValid(text) ? text : null;

    /// <summary>Networks behind it.</summary>
    public IReadOnlyList<IPNetwork> Routes { get; } =
        [.. ((Node?["routes"] as ConfigList)?.Items ?? []).OfType<ConfigScalar>().Select(r => NetworkText.Parse(r.Text)).OfType<IPNetwork>()];

    /// <summary>What a host shows of a network.</summary>
    public static NetworkMember Of(FleetMember host, string network) => new(
        host.Name,
        (host.Own["wireguard"] as ConfigMap)?[network] as ConfigMap,
        [.. host.Addresses.Select(NetworkText.ParseAddress).OfType<IPAddress>()]);

    /// <summary>Where it says something, as file, line and column.</summary>
    public Origin Place(string key) => Node?[key]?.Origin ?? Node?.Origin ?? new Origin($"hosts/{Host}.yaml", 1, 1);

    private static string? Text(ConfigMap? node, string key) => (node?[key] as ConfigScalar)?.Text;
}
