namespace Mint.Core.Providers;

/// <summary>What of the kernel's network can be watched. Hints only: what a watcher misses, the next full look finds.</summary>
public static class NetworkTopic
{
    /// <summary>Any table, chain, set or rule of nftables changed.</summary>
    public const string Netfilter = "netfilter";

    /// <summary>A route of the main table changed.</summary>
    public const string Routes = "routes";

    /// <summary>An interface came, went, changed, or its addresses did.</summary>
    public static string Link(string name) => $"link/{name}";

    /// <summary>Key, port or peers of a WireGuard interface changed. The kernel tells nobody of that, so it is looked at twice a second.</summary>
    public static string WireGuard(string name) => $"wireguard/{name}";
}
