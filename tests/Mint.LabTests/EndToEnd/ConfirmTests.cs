using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>No commit cuts a server off: what does is taken back by itself, whatever happens to the agent meanwhile, and everybody is told.</summary>
internal sealed class ConfirmTests
{
    private const int WithinSeconds = 20;

    /// <summary>Lets nobody in and nothing out that matters: neither ssh, nor the coordinator, nor Git. Nobody can tell from the repo that they are elsewhere.</summary>
    private const string DropsEverything = "firewall: { allow: { ssh: { from: [192.0.2.0/24] } }, output: drop, outgoing: { web: { service: https, to: [192.0.2.0/24] } } }\n";

    /// <summary>Leads to no name server, so that Git is not found. Docker mounts the file, so it is put back in place.</summary>
    private const string KnowsNoName = "files: { /etc/resolv.conf: { content: \"nameserver 192.0.2.1\\n\" } }\n";

    private const string Confirm = "confirm: { within: 20s }\n";

    /// <summary>Time to hear of the push, and for the boot or the restart of the agent.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(25);

    [Test, CancelAfter(300_000)]
    public async Task Commit_ThatDropsEverything_IsTakenBackOnEveryHostInTime_AndTheCoordinatorSaysWhich(CancellationToken ct)
    {
        await FleetProbe.EnsureAsync(ct);
        var repo = ConfigRepo.OfLab();
        var before = new Dictionary<string, string>();
        foreach (var path in Lab.Servers.Keys.Select(host => $"hosts/{host}.yaml").Append("mint.yaml"))
        {
            before[path] = await repo.ReadAsync(path, ct);
        }

        try
        {
            await repo.WriteAsync("mint.yaml", $"{before["mint.yaml"]}\n{Confirm}", ct);
            var good = await FleetProbe.PushAsync("before the cut", ct);
            await FleetProbe.ConvergesAsync(good, ct);
            foreach (var host in Lab.Servers.Keys)
            {
                await repo.WriteAsync($"hosts/{host}.yaml", $"{before[$"hosts/{host}.yaml"]}\n{DropsEverything}", ct);
            }

            var bad = await FleetProbe.PushAsync("the cut", ct);

            // One of them is killed while the change waits for its confirmation.
            var (victim, server) = Lab.Servers.First();
            await RestorePointAppearsAsync(server, ct);
            await server.RunAsync("systemctl kill -s KILL mint-agent", ct);
            var (detail, _) = await Eventually.BecomesAsync(
                "the coordinator knows that every host took the commit back",
                TimeSpan.FromSeconds(WithinSeconds) + Slack,
                () => FleetCli.OfLab.AskAsync<FleetCommitDetail>(["commits", bad], ct),
                commit => Lab.Servers.Keys.All(host => commit.Of(host).Reason?.Contains("taken back", StringComparison.Ordinal) == true),
                ct);

            Assert.That(detail.Of(victim).Reason, Does.Contain("the agent ended").Or.Contain("nobody confirmed"));
            foreach (var (name, host) in Lab.Servers)
            {
                var status = await AgentStatus.OfAsync(host, ct);
                Assert.That(status.Commit?.Id, Is.EqualTo(good), name);
                Assert.That(status.Refused?.Id, Is.EqualTo(bad), name);

                // Where the commit before has no firewall, what is left of the new one is cleared away after that, and confirmed as well.
                await Eventually.BecomesAsync(
                    $"nothing waits for a confirmation on {name}",
                    Slack,
                    () => host.RunAsync("ls /var/lib/mint-agent", ct),
                    found => !found.Contains("restore-point", StringComparison.Ordinal) && !found.Contains("reverting", StringComparison.Ordinal),
                    ct);
                Assert.That(await host.RunAsync("nft list ruleset", ct), Does.Not.Contain("192.0.2.0/24"), name);
            }
        }
        finally
        {
            foreach (var (path, content) in before)
            {
                await repo.WriteAsync(path, content, CancellationToken.None);
            }

            await FleetProbe.ConvergesAsync(await FleetProbe.PushAsync("after the cut", CancellationToken.None), CancellationToken.None);
        }
    }

    [Test, CancelAfter(300_000)]
    public async Task Commit_ThatTakesTheNameServersAway_IsTakenBackInTime(CancellationToken ct)
    {
        await using var managed = await StartAsync(ct);
        var good = (await managed.StatusAsync(ct)).Commit?.Id;

        var bad = await managed.PushAsync(KnowsNoName, ct: ct);
        var status = await TakenBackAsync(managed, bad, ct);

        Assert.That(status.Commit?.Id, Is.EqualTo(good));
        Assert.That(status.Refused?.Reason, Does.StartWith("taken back: after it git: the host could not reach Git"));
        Assert.That(await managed.Host.RunAsync("cat /etc/resolv.conf", ct), Does.Not.Contain("192.0.2.1"));
        Assert.That((await AgentEvent.OfAsync(managed.Host, ct)).Count(e => e.Action == "quarantined"), Is.EqualTo(1));
        Assert.That(await managed.Host.RunAsync("curl -s 127.0.0.1:9465/metrics | grep '^mint_quarantined '", ct), Does.EndWith(" 1"));
    }

    [TestCase("systemctl kill -s KILL mint-agent"), CancelAfter(300_000)]
    [TestCase("systemctl mask --runtime mint-agent && systemctl kill -s KILL mint-agent && sleep 22 && systemctl unmask --runtime mint-agent && systemctl start mint-agent")]
    public async Task Agent_KilledWhileItChecks_TheOldStateIsBack(string kill, CancellationToken ct)
    {
        await using var managed = await StartAsync(ct);
        var bad = await managed.PushAsync(KnowsNoName, ct: ct);
        await RestorePointAppearsAsync(managed.Host, ct);

        await managed.Host.RunAsync(kill, ct);
        var status = await TakenBackAsync(managed, bad, ct);

        Assert.That(status.Refused?.Reason, Does.Contain("the agent ended").Or.Contain("nobody confirmed"));
        Assert.That(await managed.Host.RunAsync("cat /etc/resolv.conf", ct), Does.Not.Contain("192.0.2.1"));
    }

    [Test, CancelAfter(300_000)]
    public async Task Agent_StoppedWhileItChecks_TriesAgainAtTheNextStart_AndLaterCommitsAreJudged(CancellationToken ct)
    {
        await using var managed = await StartAsync(ct);
        var bad = await managed.PushAsync(KnowsNoName, ct: ct);
        await RestorePointAppearsAsync(managed.Host, ct);

        await managed.Host.RunAsync("systemctl stop mint-agent", ct);
        Assert.That(await managed.Host.RunAsync("cat /etc/resolv.conf", ct), Does.Not.Contain("192.0.2.1"), "a graceful stop takes back at once");
        await managed.Host.RunAsync("systemctl start mint-agent", ct);
        await TakenBackAsync(managed, bad, ct);

        var same = await managed.PushAsync(KnowsNoName + "packages: { tree: {} }\n", ct: ct);
        var refused = await managed.SaysAsync("that the same is not tried again", s => s.Refused?.Id == same, ct);
        Assert.That(refused.Refused?.Reason, Does.Contain("Mint-Allow: try-again=1"));
        await managed.ConvergesAsync(await managed.PushAsync("packages: { tree: {} }\n", ct: ct), TimeSpan.FromMinutes(1), ct);
    }

    private static async Task<ManagedHost> StartAsync(CancellationToken ct)
    {
        var managed = await ManagedHost.StartAsync("packages: {}\n", ct: ct);
        await managed.Repo.WriteAsync("mint.yaml", await ManagedHost.FleetAsync("require", ct) + Confirm, ct);
        await managed.ConvergesAsync(await managed.PushAsync("packages: { less: {} }\n", ct: ct), TimeSpan.FromMinutes(1), ct);
        return managed;
    }

    private static async Task RestorePointAppearsAsync(LabHost host, CancellationToken ct) => await Eventually.BecomesAsync(
        "the change waits for its confirmation",
        TimeSpan.FromSeconds(30),
        async () => (await host.TryAsync("test -e /var/lib/mint-agent/restore-point/revert", ct)).ExitCode,
        code => code == 0,
        ct);

    private static async Task<AgentStatus> TakenBackAsync(ManagedHost managed, string bad, CancellationToken ct) => (await Eventually.BecomesAsync(
        "the commit is in quarantine",
        TimeSpan.FromSeconds(WithinSeconds) + Slack,
        () => managed.StatusAsync(ct),
        status => status.Refused?.Id == bad && status.Refused.Reason.StartsWith("taken back", StringComparison.Ordinal),
        ct)).Answer;
}
