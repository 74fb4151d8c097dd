using Mint.Core.Hosts;
using Mint.Modules.WireGuard;
using Mint.Testing.Conformance;
using Mint.Testing.FakePrograms;

namespace Mint.Testing.Cases;

/// <summary>Interfaces with addresses and peers that nobody has.</summary>
internal sealed class WireGuardCases : IConformanceCases
{
    private const string First = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
    private const string Second = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";

    public IEnumerable<ConformanceCase> Cases =>
    [
        Case(
            "mesh",
            "mintc0",
            new WireGuardSpec(
                ["10.255.90.1/24"],
                51991,
                null,
                [Peer("a", First, "192.0.2.7:51820", 25, "10.255.90.2/32"), Peer("b", Second, null, 0, "10.255.90.3/32", "10.255.92.0/24")]),
            new WireGuardSpec(["10.255.90.9/24"], 51992, null, [Peer("a", Second, "192.0.2.8:51820", 0, "10.255.90.4/32", "10.255.93.0/24")]),
            async (host, ct) =>
            {
                await host.RunAsync(new Command("wg", "set", "mintc0", "peer", First, "remove"), ct);
                await host.RunAsync(new Command("ip", "address", "del", "10.255.90.1/24", "dev", "mintc0"), ct);
            }),
        Case(
            "deleted-interface",
            "mintc1",
            new WireGuardSpec(["fd00:5ec:90::1/64"], 51993, null, [Peer("a", First, "[2001:db8::7]:51820", 0, "fd00:5ec:90::2/128", "fd00:5ec:91::/64")]),
            new WireGuardSpec(["fd00:5ec:90::2/64"], 51993, null, []),
            (host, ct) => host.RunAsync(new Command("ip", "link", "delete", "dev", "mintc1"), ct)),
    ];

    private static ConformanceCase Case(string name, string network, WireGuardSpec spec, WireGuardSpec changed, Func<IHost, CancellationToken, Task> tamper) =>
        new(new WireGuardProvider(), name, network, spec, changed, tamper)
        {
            Arrange = FakeWireGuard.Install,
            Skip = host => host.Stat("/usr/bin/wg") is null ? "wireguard-tools is not installed" : null,
            Paths = [WireGuardKeys.Directory],
        };

    private static WireGuardPeerSpec Peer(string host, string key, string? endpoint, int keepalive, params string[] allowed) => new(host, key, endpoint, allowed, keepalive);
}
