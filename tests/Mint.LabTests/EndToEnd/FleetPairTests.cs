using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Two coordinators that share a PostgreSQL: one of them is lost, and nothing with it.</summary>
internal sealed class FleetPairTests
{
    [Test, CancelAfter(300_000)]
    public async Task Kill_OfEither_SendsAgentsToTheOther_WithNothingLostOrDoubled(CancellationToken ct)
    {
        await using var managed = await ManagedHost.StartAsync(FleetProbe.Section(), ct: ct);
        await using var pair = await FleetPair.StartAsync(managed.Remote, ct);
        await EnrolAsync(managed.Host, pair.AskFirst, ct);
        await ConnectedAsync(pair.AskFirst, ct);
        await ConnectedAsync(pair.AskSecond, ct);

        var tampering = FleetProbe.TamperAsync(managed.Host, 1, FleetProbe.Count, 0.7, ct);
        await KillAsync(pair.First, ct);
        await ConnectedAsync(pair.AskSecond, ct);
        await pair.First.RunAsync("systemctl start mint-coordinator", ct);
        await ConnectedAsync(pair.AskFirst, ct);
        await KillAsync(pair.Second, ct);
        await ConnectedAsync(pair.AskFirst, ct);
        await tampering;

        await FleetDelivery.IsCompleteAsync(managed.Host, ManagedHost.Name, pair.AskFirst, TimeSpan.FromSeconds(30), ct);
        await pair.Second.RunAsync("systemctl start mint-coordinator", ct);
        await ConnectedAsync(pair.AskSecond, ct);
        await FleetDelivery.IsCompleteAsync(managed.Host, ManagedHost.Name, pair.AskSecond, TimeSpan.FromSeconds(30), ct);
    }

    private static async Task EnrolAsync(LabHost host, FleetCli fleet, CancellationToken ct)
    {
        var invitation = await fleet.AskAsync<FleetInvitation>(["host", "add", ManagedHost.Name], ct);
        await host.RunAsync($"echo {invitation.Token} | mint-agent enrol --token - --coordinator {FleetPair.Url} && systemctl restart mint-agent", ct);
    }

    /// <summary>Kills it at once, and keeps systemd from starting it again.</summary>
    private static Task<string> KillAsync(LabHost coordinator, CancellationToken ct) =>
        coordinator.RunAsync("systemctl kill -s KILL --kill-who=main mint-coordinator; systemctl stop mint-coordinator", ct);

    private static async Task ConnectedAsync(FleetCli fleet, CancellationToken ct) => await Eventually.BecomesAsync(
        $"{ManagedHost.Name} is connected",
        TimeSpan.FromSeconds(45),
        async () =>
        {
            var outcome = await fleet.TryAsync(["hosts", "--json"], ct);
            return FleetCli.Read<FleetHosts>(outcome.Output.Length > 0 ? outcome.Output : "{\"hosts\":[]}")?.Hosts.FirstOrDefault(host => host.Name == ManagedHost.Name);
        },
        host => host is { Connected: true, State: not "silent" },
        ct);
}
