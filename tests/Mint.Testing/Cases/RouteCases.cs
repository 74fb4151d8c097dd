using Mint.Core.Hosts;
using Mint.Modules.Routes;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;

namespace Mint.Testing.Cases;

/// <summary>Routes to networks that only exist in documents, over a pair of interfaces that leads nowhere.</summary>
internal sealed class RouteCases : IConformanceCases
{
    private const string Link = FakeIpRoute.Link;
    private const string Network = "198.51.100.0/24";
    private const string NetworkV6 = "2001:db8:77::/48";

    public IEnumerable<ConformanceCase> Cases =>
    [
        new(
            new RouteProvider(),
            "router",
            Network,
            new RouteSpec("192.0.2.2", Link, 0),
            new RouteSpec("192.0.2.3", null, 100),
            Run("-4", "route", "del", Network))
        {
            Arrange = FakeIpRoute.Install,
            Skip = NeedsNetwork,
            Prepare = PrepareAsync,
            CleanUp = CleanUpAsync,
        },
        new(
            new RouteProvider(),
            "replaced-by-hand",
            Network,
            new RouteSpec("192.0.2.2", null, 100),
            new RouteSpec("192.0.2.2", Link, 0),
            Run("-4", "route", "replace", Network, "via", "192.0.2.9", "metric", "100", "proto", "4"))
        {
            Arrange = FakeIpRoute.Install,
            Skip = NeedsNetwork,
            Prepare = PrepareAsync,
            CleanUp = CleanUpAsync,
        },
        new(
            new RouteProvider(),
            "ipv6",
            NetworkV6,
            new RouteSpec(null, Link, 1024),
            new RouteSpec(null, Link, 77),
            Run("-6", "route", "del", NetworkV6))
        {
            Arrange = FakeIpRoute.Install,
            Skip = host => NeedsNetwork(host) ?? (IsReal(host) && host.Stat("/proc/sys/net/ipv6") is null ? "no IPv6" : null),
            Prepare = PrepareAsync,
            CleanUp = CleanUpAsync,
        },
    ];

    // The fake has the interface from the beginning, and nothing else; a real host has it from Prepare on.
    private static bool IsReal(IHostReader host) => host.FindLink("lo") is not null;

    private static string? NeedsNetwork(IHostReader host) => !IsReal(host) && host.FindLink(Link) is null ? "the network can't be looked at" : null;

    private static async Task PrepareAsync(IHost host, CancellationToken ct)
    {
        await RunAsync(host, ct, "link", "add", Link, "type", "veth", "peer", "name", "mintconf1");
        await RunAsync(host, ct, "link", "set", "mintconf1", "up");
        await RunAsync(host, ct, "link", "set", Link, "up");
        await host.RunAsync(new Command("sysctl", "-q", "-w", $"net.ipv6.conf.{Link}.disable_ipv6=0"), ct);
        await RunAsync(host, ct, "address", "replace", "192.0.2.1/24", "dev", Link);
        await CleanRoutesAsync(host, ct);
    }

    private static async Task CleanUpAsync(IHost host, CancellationToken ct)
    {
        await CleanRoutesAsync(host, ct);
        await RunAsync(host, ct, "link", "del", Link);
    }

    /// <summary>Takes ours and the one of the tampering away.</summary>
    private static async Task CleanRoutesAsync(IHost host, CancellationToken ct)
    {
        foreach (var route in host.Routes().Where(r => r.Destination is Network or NetworkV6))
        {
            await RunAsync(host, ct, route.Destination == Network ? "-4" : "-6", "route", "del", route.Destination);
        }
    }

    private static Func<IHost, CancellationToken, Task> Run(params string[] arguments) => (host, ct) => RunAsync(host, ct, arguments);

    private static async Task RunAsync(IHost host, CancellationToken ct, params string[] arguments) => await host.RunAsync(new Command("ip", arguments), ct);
}
