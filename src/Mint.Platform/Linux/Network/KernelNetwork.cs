using System.ComponentModel;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Platform.Linux.Network;

/// <summary>The kernel's network, looked at through netlink, without a program.</summary>
internal static class KernelNetwork
{
    /// <summary>What <c>ip link</c> calls interfaces of the kernel's WireGuard.</summary>
    private const string WireGuardKind = "wireguard";

    public static uint? NetfilterGeneration()
    {
        try
        {
            using var socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
            return NetfilterTables.ReadGeneration(socket);
        }
        catch (Win32Exception)
        {
            // No such part of the kernel, or not for us: the same as no number.
            return null;
        }
    }

    public static NetworkLink? FindLink(string name)
    {
        using var socket = Open(NetlinkSocket.Route);
        return LinkReader.FindLink(socket, name) is { } link
            ? new NetworkLink(link.Name, link.Index, link.Kind, link.IsUp, link.Mtu, LinkReader.ReadAddresses(socket, link))
            : null;
    }

    public static IReadOnlyList<NetworkRoute> Routes()
    {
        using var socket = Open(NetlinkSocket.Route);
        return RouteReader.Read(socket);
    }

    public static WireGuardDevice? FindWireGuard(string name)
    {
        if (!LinkReader.IsName(name))
        {
            return null;
        }

        if (WireGuardProcess.Find(name) is { } served)
        {
            return served;
        }

        // Asked only for what is one: the question alone would make the kernel load its module.
        if (FindBareLink(name)?.Kind != WireGuardKind)
        {
            return null;
        }

        using var socket = Open(NetlinkSocket.Generic);
        return WireGuardKernel.Find(socket, name);
    }

    private static BareLink? FindBareLink(string name)
    {
        using var socket = Open(NetlinkSocket.Route);
        return LinkReader.FindLink(socket, name);
    }

    private static NetlinkSocket Open(int protocol)
    {
        try
        {
            return NetlinkSocket.Open(protocol);
        }
        catch (Win32Exception e)
        {
            throw new ResourceException(FailureKind.Retry, $"the kernel's network can't be looked at: {e.Message}", inner: e);
        }
    }
}
