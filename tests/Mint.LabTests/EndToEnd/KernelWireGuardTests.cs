using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>
/// A mesh of the kernel's own WireGuard, which no container of the lab has: three virtual machines, each with an agent that follows one repo, no coordinator.
/// </summary>
internal sealed class KernelWireGuardTests
{
    private static readonly string[] Names = ["vm-1", "vm-2", "vm-3"];

    [Test, CancelAfter(420_000)]
    public async Task Mesh_OfThreeMachines_ReachesByNameHealsAndCutsOffWhoIsRemoved(CancellationToken ct)
    {
        using var disk = await MachineDisk.MakeAsync(ct);
        var name = $"t{Guid.NewGuid().ToString("N")[..10]}";
        var repo = await ConfigRepo.CreateAsync(name, ct);
        var keys = Names.ToDictionary(n => n, _ => (string?)null);
        await WriteFleetAsync(repo, keys, ct);
        var commit = await repo.PushAsync("Begin", ct: ct);
        var machines = await VirtualMachine.StartAsync(disk, Names, ct);
        try
        {
            await Task.WhenAll(machines.Select(m => ConfigureAsync(m, $"ssh://git@git.lab/srv/git/{name}.git", ct)));
            await ConvergeAsync(machines, commit, ct);

            // The keys were made on the machines; without a coordinator somebody pins their public halves.
            foreach (var machine in machines)
            {
                keys[machine.Name] = await machine.RunAsync("wg show mint0 public-key", ct);
            }

            await WriteFleetAsync(repo, keys, ct);
            await ConvergeAsync(machines, await repo.PushAsync("Pin the keys", ct: ct), ct);
            await IsAMeshAsync(machines, ct);
            await HealsAsync(machines[0], keys["vm-2"], ct);
            await CutsOffAsync(machines, repo, keys, ct);
        }
        catch
        {
            foreach (var machine in machines)
            {
                await TestContext.Out.WriteLineAsync(await machine.ExplainAsync());
            }

            throw;
        }
        finally
        {
            foreach (var machine in machines)
            {
                await machine.DisposeAsync();
            }
        }
    }

    private static async Task IsAMeshAsync(IReadOnlyList<VirtualMachine> machines, CancellationToken ct)
    {
        foreach (var machine in machines)
        {
            Assert.That(await machine.RunAsync("ip -d link show mint0", ct), Does.Contain("wireguard"), "the kernel's, not a program's");
            Assert.That((await machine.TryAsync("pgrep wireguard-go", ct)).ExitCode, Is.Not.Zero);
            foreach (var other in Names.Where(n => n != machine.Name))
            {
                await ReachesAsync(machine, $"{other}.mint0", ct);
            }
        }
    }

    /// <summary>A peer that somebody takes away by hand comes back: twice a second the interface is looked at.</summary>
    private static async Task HealsAsync(VirtualMachine machine, string? peer, CancellationToken ct)
    {
        await machine.RunAsync($"wg set mint0 peer '{peer}' remove", ct);
        await Eventually.BecomesAsync(
            "the peer is back", TimeSpan.FromSeconds(20), () => machine.RunAsync("wg show mint0 peers", ct), peers => peers.Contains(peer ?? "none", StringComparison.Ordinal), ct);
        await machine.RunAsync("ip address flush dev mint0", ct);
        await Eventually.BecomesAsync(
            "the address is back", TimeSpan.FromSeconds(20), () => machine.RunAsync("ip -br address show mint0", ct), text => text.Contains("10.90.0.1/24", StringComparison.Ordinal), ct);
        await ReachesAsync(machine, "vm-2.mint0", ct);
    }

    /// <summary>Who is removed does not help: its own agent is stopped, and its interface stands.</summary>
    private static async Task CutsOffAsync(IReadOnlyList<VirtualMachine> machines, ConfigRepo repo, Dictionary<string, string?> keys, CancellationToken ct)
    {
        await machines[2].RunAsync("systemctl stop mint-agent", ct);
        await ReachesAsync(machines[2], "10.90.0.1", ct);
        keys.Remove("vm-3");
        await WriteFleetAsync(repo, keys, ct);
        await ConvergeAsync([machines[0], machines[1]], await repo.PushAsync("Remove vm-3", ct: ct), ct);
        await Assert.MultipleAsync(async () =>
        {
            Assert.That((await machines[2].TryAsync("ping -c 2 -W 3 10.90.0.1", ct)).ExitCode, Is.Not.Zero, "cut off from the first");
            Assert.That((await machines[2].TryAsync("ping -c 2 -W 3 10.90.0.2", ct)).ExitCode, Is.Not.Zero, "cut off from the second");
            Assert.That((await machines[0].TryAsync("ping -c 2 -W 5 vm-2.mint0", ct)).ExitCode, Is.Zero, "the others go on");
        });
    }

    private static async Task ReachesAsync(VirtualMachine machine, string target, CancellationToken ct) => await Eventually.BecomesAsync(
        $"{machine.Name} reaches {target}", TimeSpan.FromSeconds(30), async () => await machine.TryAsync($"ping -c 1 -W 3 {target}", ct), o => o.ExitCode == 0, ct);

    private static async Task ConvergeAsync(IEnumerable<VirtualMachine> machines, string commit, CancellationToken ct) => await Task.WhenAll(machines.Select(m => Eventually.BecomesAsync(
        $"{m.Name} converged at {commit}", TimeSpan.FromMinutes(2), () => AgentStatus.OfAsync(m, ct), status => status.IsConvergedAt(commit), ct)));

    private static async Task WriteFleetAsync(ConfigRepo repo, Dictionary<string, string?> keys, CancellationToken ct)
    {
        var fleet = await ManagedHost.FleetAsync("require", ct);
        await repo.WriteAsync("mint.yaml", $"{fleet}networks:\n  mint0: {{ cidr: 10.90.0.0/24, hosts: [{string.Join(", ", keys.Keys)}] }}\n", ct);
        foreach (var (host, number) in Names.Select((n, i) => (n, i + 1)))
        {
            var pinned = keys.GetValueOrDefault(host) is { } key ? $", public_key: \"{key}\"" : "";
            var member = keys.ContainsKey(host) ? $"wireguard:\n  mint0: {{ address: 10.90.0.{number}, endpoint: 192.0.2.{number}{pinned} }}\n" : "packages: {}\n";
            await repo.WriteAsync($"hosts/{host}.yaml", member, ct);
        }
    }

    private static async Task ConfigureAsync(VirtualMachine machine, string remote, CancellationToken ct)
    {
        var git = await LocalCommand.RunAsync(
            "docker", ["inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", Lab.GitServer.Name], ct: ct);
        await machine.RunAsync($"echo '{git} git.lab' >> /etc/hosts", ct);
        await machine.WriteAsync("/etc/mint-agent/deploy_key", await File.ReadAllTextAsync(Path.Combine(Lab.Directory, "keys", "engineer"), ct), "600", ct);
        await machine.WriteAsync("/etc/mint-agent/known_hosts", await File.ReadAllTextAsync(Path.Combine(Lab.Directory, "known_hosts"), ct), "644", ct);
        await machine.WriteAsync("/etc/mint-agent/agent.yaml", await ManagedHost.SettingsAsync(machine.Name, remote, "require", ct), "600", ct);
        await machine.RunAsync("systemctl start mint-agent", ct);
    }
}
