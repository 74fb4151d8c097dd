using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>
/// What somebody gets who has stolen a token, a certificate or the coordinator itself: nothing that changes a byte on a host.
/// </summary>
internal sealed class FleetTheftTests
{
    private const string Victim = "web-02";
    private const string Coordinator = "https://coordinator.lab:7443";
    private const string Identity = "/var/lib/mint-agent/identity";

    private LabHost thief = null!;
    private HostSnapshot before = null!;

    private static FleetCli Fleet => FleetCli.OfLab;

    private static LabHost Host => Lab.Servers[Victim];

    [OneTimeSetUp]
    public async Task Prepare()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var ct = timeout.Token;
        await FleetProbe.EnsureAsync(ct);
        thief = await LabHost.StartAsync(DebianRelease.Bookworm, "thief", builder => builder.WithNetwork(Lab.Network), ct);
        await AgentPackage.InstallAsync(thief, ct);
        await thief.WriteAsync("/etc/mint-agent/agent.yaml", $"host: {Victim}\nrepository: {{ url: \"https://nowhere.invalid/none.git\" }}\ncoordinator: {{ url: \"{Coordinator}\" }}\n", ct: ct);
    }

    [OneTimeTearDown]
    public async Task Free() => await thief.DisposeAsync();

    [SetUp]
    public async Task LookAtTheVictim() => before = await HostSnapshot.TakeAsync(Host, CancellationToken.None);

    [TearDown]
    public async Task TheVictimIsUntouched()
    {
        Assert.That(before.ChangedUntil(await HostSnapshot.TakeAsync(Host, CancellationToken.None)), Is.Empty);
        await ConnectedAsync(CancellationToken.None);
    }

    [Test, CancelAfter(120_000)]
    public async Task StolenToken_ForAnotherHost_OrUsed_IsRefusedAndRaised(CancellationToken ct)
    {
        var others = (await Fleet.AskAsync<FleetInvitation>(["host", "add", "web-01"], ct)).Token;
        Assert.That(await EnrolAsync(thief, others, ct), Has.Property("ExitCode").Not.Zero, "the token is for web-01");

        var used = (await Fleet.AskAsync<FleetInvitation>(["host", "add", Victim], ct)).Token;
        (await EnrolAsync(Host, used, ct)).Succeeded();
        Assert.That(await EnrolAsync(thief, used, ct), Has.Property("ExitCode").Not.Zero, "the token was used");
        Assert.That((await Fleet.AlarmsAsync(ct)).Select(alarm => alarm.Event.Summary), Has.Some.Contains($"tried to enrol as {Victim}"));
        await Host.RunAsync("systemctl restart mint-agent", ct);
    }

    [Test, CancelAfter(120_000)]
    public async Task StolenToken_UsedBeforeItsOwner_GivesAwayTheHostsName_AndNothingOnTheHost(CancellationToken ct)
    {
        var token = (await Fleet.AskAsync<FleetInvitation>(["host", "add", Victim], ct)).Token;
        (await EnrolAsync(thief, token, ct)).Succeeded();
        await thief.RunAsync("systemctl restart mint-agent", ct);
        // The owner finds the door closed, which is how it is noticed, and is let in again.
        Assert.That(await EnrolAsync(Host, token, ct), Has.Property("ExitCode").Not.Zero);
        Assert.That(await Host.RunAsync($"cat {FleetProbe.Path(1)}", ct), Is.EqualTo("kept"));
        await Fleet.RunAsync(["host", "revoke", Victim, "--reason", "its token was stolen", "--yes"], ct);
        await thief.RunAsync($"systemctl stop mint-agent; rm -rf {Identity}", ct);
        (await EnrolAsync(Host, (await Fleet.AskAsync<FleetInvitation>(["host", "add", Victim], ct)).Token, ct)).Succeeded();
        await Host.RunAsync("systemctl restart mint-agent", ct);
    }

    [Test, CancelAfter(120_000)]
    public async Task StolenCertificate_OnAnotherMachine_IsRefusedAndRaised(CancellationToken ct)
    {
        await thief.RunAsync($"install -d -m 700 {Identity}", ct);
        var loot = await Host.RunAsync($"tar -C {Identity} -c . | base64 -w0", ct);
        await thief.RunAsync($"echo {loot} | base64 -d | tar -C {Identity} -x && systemctl restart mint-agent", ct);
        try
        {
            await Eventually.BecomesAsync(
                "the other machine is noticed",
                TimeSpan.FromSeconds(30),
                async () => (await Fleet.AlarmsAsync(ct)).FirstOrDefault(e => e.Event.Summary.Contains("another machine", StringComparison.Ordinal)),
                alarm => alarm?.Event.Summary.Contains(Victim, StringComparison.Ordinal) == true,
                ct);
        }
        finally
        {
            await thief.RunAsync($"systemctl stop mint-agent; rm -rf {Identity}", CancellationToken.None);
        }
    }

    [Test, CancelAfter(240_000)]
    public async Task StolenCoordinator_SayingWhateverItLikes_ChangesNothing(CancellationToken ct)
    {
        var authority = await Lab.Coordinator.RunAsync("cat /var/lib/mint-coordinator/authority/authority.pem", ct);
        using var certificate = FleetTrust.Forge(authority, "coordinator.lab");
        await using var hostile = await HostileCoordinator.StartAsync(certificate, 7443, ct);
        // The network's first address is this machine.
        await Host.RunAsync("echo \"$(hostname -i | cut -d. -f1-3).1 coordinator.lab\" >> /etc/hosts", ct);
        try
        {
            // The line above is the test's own doing.
            before = await HostSnapshot.TakeAsync(Host, ct);
            foreach (var malice in Enum.GetValues<Malice>())
            {
                hostile.Malice = malice;
                await Host.RunAsync("systemctl restart mint-agent", ct);
                await Eventually.BecomesAsync($"lied to by {malice}", TimeSpan.FromSeconds(30), () => Task.FromResult(hostile.Victims), victims => victims > 0, ct);
                await Task.Delay(TimeSpan.FromSeconds(3), ct);
                Assert.That(await Host.RunAsync("systemctl is-active mint-agent; systemctl show -p NRestarts --value mint-agent", ct), Is.EqualTo("active\n0"), $"{malice}");
                Assert.That(before.ChangedUntil(await HostSnapshot.TakeAsync(Host, ct)), Is.Empty, $"{malice}");
            }

            // Tamper: it is still the config repo that the host is kept by.
            await Host.RunAsync($"echo tampered > {FleetProbe.Path(2)}; sleep 2; grep -qx kept {FleetProbe.Path(2)}", ct);
        }
        finally
        {
            // Docker mounts the file: it can be written, not replaced.
            await Host.RunAsync("hosts=$(grep -v coordinator.lab /etc/hosts); echo \"$hosts\" > /etc/hosts; systemctl restart mint-agent", CancellationToken.None);
            await FleetProbe.ConvergesAsync(await FleetProbe.PushAsync("kept", CancellationToken.None), CancellationToken.None);
            before = await HostSnapshot.TakeAsync(Host, CancellationToken.None);
        }
    }

    private static Task<Outcome> EnrolAsync(LabHost host, string token, CancellationToken ct) => host.TryAsync($"echo {token} | mint-agent enrol --token -", ct);

    private static async Task ConnectedAsync(CancellationToken ct) => await Eventually.BecomesAsync(
        $"{Victim} reports to its own coordinator", TimeSpan.FromSeconds(60), async () => (await Fleet.HostsAsync(ct))[Victim], host => host is { Connected: true, State: "converged" }, ct);
}
