namespace Mint.Core.Providers;

/// <summary>What of the kernel's network can be watched. Hints only: what a watcher misses, the next full look finds.</summary>
public static class NetworkTopic
{
    /// <summary>Our own table of nftables changed: it, or a chain, set, element or rule of it. The tables of others are no news.</summary>
    public const string Netfilter = "netfilter";

    /// <summary>A route of the main table changed.</summary>
    public const string Routes = "routes";

    /// <summary>Name of our own table, of family <c>inet</c>.</summary>
    public static ReadOnlySpan<byte> OwnTable => "mint"u8;

    /// <summary>An interface came, went, changed, or its addresses did.</summary>
    public static string Link(string name) => $"link/{name}";

    /// <summary>Key, port or peers of a WireGuard interface changed. The kernel tells nobody of that, so it is looked at twice a second.</summary>
    public static string WireGuard(string name) => $"wireguard/{name}";
}
