using System.Net.Sockets;
using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.HostSystem;
using Mint.Modules.Packages;

namespace Mint.Modules.WireGuard;

/// <summary>What a host needs for its networks: the programs, and forwarding where others are reached through it.</summary>
internal static class NetworkTools
{
    private const string Forward4 = "net.ipv4.ip_forward";
    private const string Forward6 = "net.ipv6.conf.all.forwarding";

    /// <summary>Packages; <c>wireguard-go</c> also where the kernel has WireGuard today, for which kernel boots next is not known.</summary>
    public static IReadOnlyList<string> Packages { get; } = ["wireguard-tools", "wireguard-go"];

    /// <summary>Adds the resources.</summary>
    public static void Compile(CompileContext context, IReadOnlyList<MemberNetwork> networks)
    {
        foreach (var package in Packages.Where(p => networks.Count > 0 && context.Find<Dictionary<string, PackageSettings>>()?.ContainsKey(p) != true))
        {
            context.Add(new Resource(new ResourceId(PackageProvider.KindName, package), new PackageSpec(Present: true), context.Origin()));
        }

        var between = networks.Where(n => n.IsHub(n.Self.Host) || n.Self.Routes.Count > 0).ToList();
        if (between.Find(n => IsOf(n, AddressFamily.InterNetwork)) is { } four)
        {
            Forward(context, four, Forward4, isOurs: true);
        }

        if (between.Find(n => IsOf(n, AddressFamily.InterNetworkV6)) is { } six)
        {
            Forward(context, six, Forward6, isOurs: false);
        }
    }

    private static bool IsOf(MemberNetwork network, AddressFamily family) => network.Cidr.BaseAddress.AddressFamily == family;

    // A host that forwards IPv6 no longer takes its own address and route from the router's advertisements: only a person knows whether it needs them.
    private static void Forward(CompileContext context, MemberNetwork network, string key, bool isOurs)
    {
        var written = context.Find<SystemSection>()?.Sysctl?.GetValueOrDefault(key);
        if (written is null && isOurs)
        {
            context.Add(new Resource(new ResourceId("sysctl", key), new SysctlSpec("1"), context.Origin(network.Name)));
        }
        else if (written != "1")
        {
            context.Problem(
                [network.Name],
                $"others are reached through this host, so it needs the kernel parameter {key} to be 1",
                isOurs ? null : "Write it under system.sysctl, with net.ipv6.conf.IF.accept_ra: \"2\" where the interface has its address from advertisements.");
        }
    }
}
