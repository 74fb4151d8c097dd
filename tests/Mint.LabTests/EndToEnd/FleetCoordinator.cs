using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Puts a coordinator onto a fresh server, as an administrator would.</summary>
internal static class FleetCoordinator
{
    /// <summary>Where its settings are.</summary>
    public const string Directory = "/etc/mint-coordinator";

    /// <summary>Installs the package, writes the settings and starts it.</summary>
    /// <param name="host">The server.</param>
    /// <param name="url">The agents' address.</param>
    /// <param name="remote">The config repo.</param>
    /// <param name="settings">More lines of coordinator.yaml.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task InstallAsync(LabHost host, string url, string remote, string settings, CancellationToken ct)
    {
        await CoordinatorPackage.InstallAsync(host, ct);
        await host.WriteAsync($"{Directory}/deploy_key", await File.ReadAllTextAsync(Path.Combine(Lab.Directory, "keys", "engineer"), ct), "600", ct);
        await host.WriteAsync($"{Directory}/known_hosts", await File.ReadAllTextAsync(Path.Combine(Lab.Directory, "known_hosts"), ct), ct: ct);
        await host.WriteAsync(
            $"{Directory}/coordinator.yaml",
            $"""
            url: {url}
            also_known_as: ["{await AddressAsync(host, ct)}"]
            api: {"{"} listen: "0.0.0.0:7444" {"}"}
            repository:
              url: {remote}
              branch: main
              ssh_key: {Directory}/deploy_key
              known_hosts: {Directory}/known_hosts
            poll: 1s
            heartbeat_every: 2s
            silent_after: 10s
            {settings}
            {await ManagedHost.SignaturesAsync("require", ["engineer"], ct)}
            """,
            ct: ct);
        await host.RunAsync($"chown mint-coordinator {Directory}/deploy_key && systemctl start mint-coordinator", ct);
    }

    /// <summary>Enrols hosts with it, and gives what an administrator asks it with.</summary>
    /// <param name="coordinator">Where it runs.</param>
    /// <param name="url">The agents' address of it.</param>
    /// <param name="hosts">The hosts by their names in the config repo.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task<FleetCli> EnrolAsync(LabHost coordinator, string url, IReadOnlyList<(string Name, LabHost Host)> hosts, CancellationToken ct)
    {
        var authority = Path.Combine(Lab.Directory, $"{coordinator.Name}-ca.pem");
        await File.WriteAllTextAsync(authority, await coordinator.RunAsync("mint-coordinator authority show", ct), ct);
        var token = (await coordinator.RunAsync("mint-coordinator token create --name test --role admin", ct)).Trim();
        var fleet = FleetCli.Of(await ApiAsync(coordinator, ct), token, authority);
        foreach (var (name, host) in hosts)
        {
            var invitation = await fleet.AskAsync<FleetInvitation>(["host", "add", name], ct);
            await host.RunAsync($"echo {invitation.Token} | mint-agent enrol --token - --coordinator {url} && systemctl restart mint-agent", ct);
        }

        return fleet;
    }

    /// <summary>Where people and tools reach it.</summary>
    public static async Task<string> ApiAsync(LabHost host, CancellationToken ct) => $"https://{await AddressAsync(host, ct)}:7444";

    private static Task<string> AddressAsync(LabHost host, CancellationToken ct) => host.RunAsync("hostname -i", ct);
}
