namespace Mint.LabTests.EndToEnd;

/// <summary>Hosts and a coordinator that can't reach each other for a while.</summary>
internal sealed class FleetSilenceTests
{
    private const string Unplug = "ip route show default > /run/route; ip link set eth0 down";
    private const string PlugIn = "ip link set eth0 up; ip route add $(cat /run/route)";

    // The lab's coordinator gives hosts 10 s; this one says of itself that it may be quiet for longer.
    private static readonly TimeSpan OwnSchedule = TimeSpan.FromSeconds(16);

    private static FleetCli Fleet => FleetCli.OfLab;

    [OneTimeSetUp]
    public async Task Prepare()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var repo = ConfigRepo.OfLab();
        var host = await repo.ReadAsync("hosts/web-02.yaml", timeout.Token);
        if (!host.Contains("silent_after", StringComparison.Ordinal))
        {
            await repo.WriteAsync("hosts/web-02.yaml", $"{host}\nsilent_after: {OwnSchedule.TotalSeconds}s\n", timeout.Token);
        }

        await FleetProbe.EnsureAsync(timeout.Token);
    }

    [Test, CancelAfter(180_000)]
    public async Task UnpluggedHosts_TurnSilentOnTheirOwnSchedule_AndDeliverEverythingOnceAndInOrder(CancellationToken ct)
    {
        var (early, late) = (Lab.Servers["backup-01"], Lab.Servers["web-02"]);
        await Task.WhenAll(early.RunAsync(Unplug, ct), late.RunAsync(Unplug, ct));
        var unplugged = DateTimeOffset.UtcNow;
        try
        {
            await SilentAsync("backup-01", ct);
            Assert.That((await Fleet.HostsAsync(ct))["web-02"].State, Is.Not.EqualTo("silent"), "its own schedule gives it longer");
            await SilentAsync("web-02", ct);
            Assert.That(DateTimeOffset.UtcNow - unplugged, Is.EqualTo(OwnSchedule).Within(TimeSpan.FromSeconds(5)));
            Assert.That(await Fleet.TryAsync(["fleet"], ct), Has.Property("Output").Contains("silent"));
            await Task.WhenAll(FleetProbe.TamperAsync(early, 1, 15, 0.1, ct), FleetProbe.TamperAsync(late, 1, 15, 0.1, ct));
        }
        finally
        {
            await Task.WhenAll(early.RunAsync(PlugIn, CancellationToken.None), late.RunAsync(PlugIn, CancellationToken.None));
        }

        foreach (var server in new[] { "backup-01", "web-02" })
        {
            await Eventually.BecomesAsync(
                $"{server} is back", TimeSpan.FromSeconds(60), async () => (await Fleet.HostsAsync(ct))[server], host => host is { Connected: true, State: "converged" }, ct);
            await FleetDelivery.IsCompleteAsync(Lab.Servers[server], server, Fleet, TimeSpan.FromSeconds(20), ct);
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task ServiceStatus_TellsTheLinksState_UpAndDown(CancellationToken ct)
    {
        await LinkIsSaidAsync("coordinator up", ct);
        await Lab.Coordinator.RunAsync("systemctl stop mint-coordinator", ct);
        try
        {
            await LinkIsSaidAsync("coordinator down", ct);
        }
        finally
        {
            await Lab.Coordinator.RunAsync("systemctl start mint-coordinator", CancellationToken.None);
        }

        await LinkIsSaidAsync("coordinator up", ct);
    }

    private static async Task SilentAsync(string host, CancellationToken ct) => await Eventually.BecomesAsync(
        $"{host} is silent", TimeSpan.FromSeconds(40), async () => (await Fleet.HostsAsync(ct))[host], answer => answer.State == "silent", ct);

    private static async Task LinkIsSaidAsync(string word, CancellationToken ct)
    {
        foreach (var server in Lab.Servers.Values)
        {
            await Eventually.BecomesAsync(
                $"{server.Name} says {word}",
                TimeSpan.FromSeconds(45),
                () => server.RunAsync("systemctl status --no-pager --lines 0 mint-agent", ct),
                status => status.Contains(word, StringComparison.Ordinal),
                ct);
        }
    }
}
