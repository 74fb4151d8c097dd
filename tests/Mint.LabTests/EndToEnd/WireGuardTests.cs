using System.Globalization;
using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Three servers in one WireGuard network, which tell each other their keys through the coordinator.</summary>
internal sealed class WireGuardTests
{
    private const string Url = "https://mesh.lab:7443";

    private static readonly string[] Names = [ManagedHost.Name, "probe-02", "probe-03"];

    [Test, CancelAfter(600_000)]
    public async Task Mesh_CoordinatorStoppedAndHostsRestarted_StaysTogether_RemovedHostIsCutOff_TamperingIsRepaired(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync("packages: {}\n", prepare: ToolsAsync, ct: ct);
        await using var coordinator = await LabHost.StartAsync(DebianRelease.Bookworm, "mesh", builder => builder.WithNetwork(Lab.Network).WithNetworkAliases("mesh.lab"), ct);
        foreach (var name in Names[1..])
        {
            await managed.Repo.WriteAsync($"hosts/{name}.yaml", "packages: {}\n", ct);
        }

        await managed.Repo.PushAsync("Three servers", ct: ct);
        await using var second = await managed.JoinAsync(Names[1], ToolsAsync, ct);
        await using var third = await managed.JoinAsync(Names[2], ToolsAsync, ct);
        LabHost[] hosts = [managed.Host, second, third];
        await FleetCoordinator.InstallAsync(coordinator, Url, managed.Remote, "", ct);
        await FleetCoordinator.EnrolAsync(coordinator, Url, [.. Names.Zip(hosts)], ct);

        var meshed = await DeclareAsync(managed, hosts, ct);
        await ConvergedAsync(hosts, meshed, ct);
        await ReachAllAsync(hosts, ct);

        await coordinator.RunAsync("systemctl stop mint-coordinator", ct);
        await RestartAsync(hosts, ct);
        await ReachAllAsync(hosts, ct);
        await coordinator.RunAsync("systemctl start mint-coordinator", ct);

        await PeerIsRemovedAsync(managed.Host, ct);
        await AddressIsDeletedAsync(managed.Host, ct);
        await ThirdIsCutOffAsync(managed, hosts, ct);
    }

    [Test, CancelAfter(300_000)]
    public async Task Boot_AgentIsAway_TheInterfaceComesUp(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync("packages: {}\n", DebianRelease.Trixie, prepare: ToolsAsync, ct: ct);
        await managed.ConvergesAsync(await DeclareAsync(managed, [managed.Host], ct), TimeSpan.FromSeconds(60), ct);
        var key = await managed.Host.RunAsync("wg show mint0 public-key", ct);
        await managed.Host.RunAsync("systemctl disable mint-agent", ct);

        await RestartAsync([managed.Host], ct);

        await Eventually.BecomesAsync("the interface is up", TimeSpan.FromSeconds(30), () => managed.Host.TryAsync("wg show mint0 public-key", ct), o => o.Output.Trim() == key, ct);
        Assert.That(await managed.Host.RunAsync("ip -br address show dev mint0", ct), Does.Contain("10.90.0.1/16"));
        Assert.That(await managed.Host.RunAsync("systemctl is-active mint-agent || true", ct), Is.EqualTo("inactive"));
    }

    /// <summary>apt would bring a kernel with wireguard-tools where none is installed.</summary>
    private static async Task ToolsAsync(LabHost host) => await host.RunAsync(
        "command -v wg wireguard-go || (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends wireguard-tools wireguard-go)");

    /// <summary>Puts hosts into the network, each under the name that the lab's resolver knows it by: addresses may change with a restart.</summary>
    private static async Task<string> DeclareAsync(ManagedHost managed, LabHost[] hosts, CancellationToken ct)
    {
        var names = Names[..hosts.Length];
        var networks = $"networks: {{ mint0: {{ cidr: 10.90.0.0/16, hosts: [{string.Join(", ", names)}] }} }}\n";
        await managed.Repo.WriteAsync("mint.yaml", await ManagedHost.FleetAsync("require", ct) + networks, ct);
        foreach (var (host, i) in hosts.Select((h, i) => (h, i)))
        {
            await managed.Repo.WriteAsync($"hosts/{names[i]}.yaml", $"wireguard: {{ mint0: {{ address: 10.90.0.{i + 1}, endpoint: {host.Name} }} }}\n", ct);
        }

        return await managed.Repo.PushAsync($"Mesh of {hosts.Length}", ct: ct);
    }

    private static async Task ConvergedAsync(IEnumerable<LabHost> hosts, string commit, CancellationToken ct)
    {
        foreach (var host in hosts)
        {
            await Eventually.BecomesAsync($"{host.Name} converged at {commit}", TimeSpan.FromSeconds(90), () => AgentStatus.OfAsync(host, ct), s => s.IsConvergedAt(commit), ct);
        }
    }

    private static async Task ReachAllAsync(LabHost[] hosts, CancellationToken ct)
    {
        foreach (var host in hosts)
        {
            foreach (var name in Names[..hosts.Length])
            {
                await Eventually.BecomesAsync(
                    $"{host.Name} reaches {name}", TimeSpan.FromSeconds(60), () => host.TryAsync($"ping -c 1 -W 1 {name}.mint0", ct), o => o.ExitCode == 0, ct);
            }
        }
    }

    private static async Task RestartAsync(LabHost[] hosts, CancellationToken ct)
    {
        await Task.WhenAll(hosts.Select(h => h.CutPowerAsync(ct)));
        await Task.WhenAll(hosts.Select(h => h.SwitchOnAsync(ct)));
    }

    private static async Task PeerIsRemovedAsync(LabHost host, CancellationToken ct)
    {
        await TamperAsync(host, "peer=$(wg show mint0 peers | head -n 1); wg set mint0 peer $peer remove", "wg show mint0 peers | grep -qF $peer", ct);
    }

    private static async Task AddressIsDeletedAsync(LabHost host, CancellationToken ct)
    {
        await TamperAsync(host, "ip address del 10.90.0.1/16 dev mint0", "ip address show dev mint0 | grep -qF 10.90.0.1/16", ct);
    }

    private static async Task TamperAsync(LabHost host, string tamper, string isBack, CancellationToken ct)
    {
        var times = (await host.RunAsync(
            $"""
            started=$(date +%s%3N)
            {tamper}
            until {isBack}; do
              [ $(($(date +%s%3N) - started)) -lt 10000 ] || break
              sleep 0.01
            done
            echo "$started $(($(date +%s%3N) - started))"
            """,
            ct)).Split(' ').Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToList();
        var started = DateTimeOffset.FromUnixTimeMilliseconds(times[0]);
        TestContext.Out.WriteLine($"{tamper}: back after {times[1]} ms");
        Assert.That(times[1], Is.LessThan(2000), tamper);
        var (drift, _) = await Eventually.BecomesAsync(
            "the drift is in the history",
            TimeSpan.FromSeconds(5),
            async () => (await AgentEvent.OfAsync(host, ct)).FirstOrDefault(e => e.Kind == "drift" && e.Resource == "wireguard/mint0" && e.At >= started),
            e => e?.Action == "repaired",
            ct);
        Assert.That(drift?.At - started, Is.LessThan(TimeSpan.FromSeconds(1)), "it was seen within a second");
    }

    /// <summary>Its agent is off, so that it is not the removed host itself that goes.</summary>
    private static async Task ThirdIsCutOffAsync(ManagedHost managed, LabHost[] hosts, CancellationToken ct)
    {
        await hosts[2].RunAsync("systemctl stop mint-agent", ct);
        await Eventually.BecomesAsync(
            "it is in the network", TimeSpan.FromSeconds(60), () => hosts[2].TryAsync("ping -c 1 -W 1 probe-01.mint0", ct), o => o.ExitCode == 0, ct); // keys are agreed anew after what was done to the other
        await managed.Repo.WriteAsync($"hosts/{Names[2]}.yaml", "packages: {}\n", ct);
        await ConvergedAsync(hosts[..2], await DeclareAsync(managed, hosts[..2], ct), ct);

        foreach (var host in hosts[..2])
        {
            Assert.That((await host.RunAsync("wg show mint0 peers", ct)).Split('\n'), Has.Length.EqualTo(1));
            Assert.That(await host.RunAsync("cat /etc/hosts", ct), Does.Not.Contain("probe-03.mint0"));
        }

        Assert.That((await hosts[2].TryAsync("ping -c 2 -W 1 10.90.0.1", ct)).ExitCode, Is.Not.Zero, "nobody answers it any more");
        await hosts[2].RunAsync("systemctl start mint-agent", ct);
        await Eventually.BecomesAsync(
            "it has no interface either", TimeSpan.FromSeconds(60), () => hosts[2].TryAsync("ip link show dev mint0; ls /var/lib/mint-agent/wireguard", ct), o => !o.Output.Contains("mint0", StringComparison.Ordinal), ct);
        await ReachAllAsync(hosts[..2], ct);
    }
}
