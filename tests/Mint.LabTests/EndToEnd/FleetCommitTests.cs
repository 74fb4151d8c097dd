namespace Mint.LabTests.EndToEnd;

/// <summary>Where a commit is.</summary>
internal sealed class FleetCommitTests
{
    private static readonly string[] Web = ["web-01", "web-02"];
    private static readonly TimeSpan Soak = TimeSpan.FromSeconds(4);

    private static FleetCli Fleet => FleetCli.OfLab;

    [OneTimeSetUp]
    public async Task Prepare()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await FleetProbe.EnsureAsync(timeout.Token);
    }

    [Test, CancelAfter(120_000)]
    public async Task Commits_Watched_ShowAPushReachEveryHost(CancellationToken ct)
    {
        await using var watch = Fleet.Watch("commits");
        var commit = await FleetProbe.PushAsync("watched", ct);
        var (reached, _) = await watch.HearsAsync<FleetCommit>(
            "the commit reached all", TimeSpan.FromSeconds(30), line => line.Commit.Id == commit && line.In("applied") == Lab.Servers.Count, ct);
        Assert.That(reached.Hosts.Where(count => count.State != "applied").Sum(count => count.Hosts), Is.Zero);
        await FleetProbe.ConvergesAsync(commit, ct);
    }

    [Test, CancelAfter(240_000)]
    public async Task Rings_GoOneAfterTheOther_AndAFailedOneHaltsTheRest(CancellationToken ct)
    {
        var repo = ConfigRepo.OfLab();
        var fleet = await repo.ReadAsync("mint.yaml", ct);
        var canary = await repo.ReadAsync("hosts/backup-01.yaml", ct);
        try
        {
            await repo.WriteAsync("mint.yaml", $"{fleet}\nrollout:\n  rings:\n    canary: {{ hosts: [backup-01], soak: {Soak.TotalSeconds}s }}\n    rest: {{}}\n", ct);
            await RingsAreInForceAsync(await FleetProbe.PushAsync("rings", ct), ct);

            var good = await FleetProbe.PushAsync("by rings", ct);
            await FleetProbe.ConvergesAsync(good, ct);
            await WentByRingsAsync(good, ct);

            await repo.WriteAsync("hosts/backup-01.yaml", $"{canary}\nfiles:\n  /etc/hostname/below-a-file: {{ content: \"can't be\\n\" }}\n", ct);
            var bad = await FleetProbe.PushAsync("halted", ct);
            await HaltsAsync(bad, good, ct);
        }
        finally
        {
            await repo.WriteAsync("mint.yaml", fleet, CancellationToken.None);
            await repo.WriteAsync("hosts/backup-01.yaml", canary, CancellationToken.None);
            await FleetProbe.ConvergesAsync(await FleetProbe.PushAsync("kept", CancellationToken.None), CancellationToken.None);
        }
    }

    // The commit that brings the rings may go everywhere at once; from then on they hold.
    private static async Task RingsAreInForceAsync(string commit, CancellationToken ct)
    {
        await FleetProbe.ConvergesAsync(commit, ct);
        await Eventually.BecomesAsync(
            "the rollout of the rings is done",
            TimeSpan.FromSeconds(40),
            () => Fleet.AskAsync<FleetRollout>(["rollout", "status"], ct),
            rollout => rollout.State == "done" && rollout.Commit?.Id == commit,
            ct);
    }

    private static async Task WentByRingsAsync(string commit, CancellationToken ct)
    {
        var (detail, _) = await Eventually.BecomesAsync(
            "the commit is known to be everywhere",
            TimeSpan.FromSeconds(20),
            () => Fleet.AskAsync<FleetCommitDetail>(["commits", commit], ct),
            detail => detail.Hosts.All(at => at.State == "applied"),
            ct);
        var first = detail.Of("backup-01");
        Assert.Multiple(() =>
        {
            Assert.That(first.Ring, Is.EqualTo("canary"));
            foreach (var host in Web)
            {
                Assert.That(detail.Of(host).Ring, Is.EqualTo("rest"));
                Assert.That(detail.Of(host).AppliedAt - first.AppliedAt, Is.GreaterThanOrEqualTo(Soak), $"{host} waited until the canary had soaked");
            }
        });
    }

    private static async Task HaltsAsync(string bad, string good, CancellationToken ct)
    {
        var (halted, _) = await Eventually.BecomesAsync(
            "the rollout is halted",
            TimeSpan.FromSeconds(40),
            () => Fleet.AskAsync<FleetRollout>(["rollout", "status"], ct),
            rollout => rollout.State == "halted" && rollout.Commit?.Id == bad,
            ct);
        // Longer than the servers' poll: had they been let go, they would have gone.
        await Task.Delay(TimeSpan.FromSeconds(7), ct);
        var detail = await Fleet.AskAsync<FleetCommitDetail>(["commits", bad], ct);
        Assert.That(halted.Reason, Does.Contain("backup-01"));
        Assert.That(detail.Of("backup-01").State, Is.EqualTo("failed"));
        Assert.That(detail.Of("backup-01").Reason, Does.Contain("hosts/backup-01.yaml:"), "the line that asks for what failed");
        foreach (var host in Web)
        {
            var status = await AgentStatus.OfAsync(Lab.Servers[host], ct);
            Assert.That(status.Commit?.Id, Is.EqualTo(good), host);
            Assert.That(await Lab.Servers[host].RunAsync($"cat {FleetProbe.Path(1)}", ct), Is.EqualTo("by rings"), host);
        }
    }
}
