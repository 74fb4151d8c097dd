using Mint.Core.Hosts;

namespace Mint.Platform.Linux.Network;

/// <summary>The kernel's network, looked at through netlink, without a program.</summary>
internal static class KernelNetwork
{
    public static uint? NetfilterGeneration() => null;

    public static NetworkLink? FindLink(string name) => null;

    public static IReadOnlyList<NetworkRoute> Routes() => [];

    public static WireGuardDevice? FindWireGuard(string name) => null;
}
