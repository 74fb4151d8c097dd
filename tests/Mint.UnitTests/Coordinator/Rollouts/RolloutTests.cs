using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.UnitTests.Coordinator.Commits;
using Mint.UnitTests.Git;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Rollouts;

public sealed class RolloutTests
{
    private const string Rings = "rollout:\n  rings:\n    canary: { hosts: [c-*], soak: 10m }\n    web: { groups: [web], soak: 5m, max_unavailable: 1 }\n    rest: {}\n";
    private static readonly string[] All = ["c-01", "r-01", "w-01", "w-02"];

    private TestSigner signer = null!;
    private FleetBench bench = null!;
    private string first = "";
    private int count;

    [OneTimeSetUp]
    public void MakeSigner() => signer = TestSigner.Ssh("anna");

    [OneTimeTearDown]
    public void DropSigner() => signer.Dispose();

    [SetUp]
    public async Task Start()
    {
        bench = await FleetBench.StartAsync(signer);
        bench.Fleet(Rings);
        bench.Repo.Write("groups/web.yaml", "vars: {}\n");
        bench.Host("c-01");
        bench.Host("w-01", "web");
        bench.Host("w-02", "web");
        bench.Host("r-01");
        first = await bench.PushAsync("First");
        await FinishAsync(first);
        bench.Sent.Clear();
    }

    [TearDown]
    public async Task Stop() => await bench.DisposeAsync();

    [Test]
    public async Task Rollout_HostsDoWell_GoesRingByRingWithSoak()
    {
        var second = await ChangeAllAsync();
        Assert.That(await RingsAsync(), Is.EqualTo("rolling: canary rolling, web waiting, rest waiting"));
        Assert.That(bench.SentOf("wake"), Is.EqualTo(new[] { "c-01" }));
        Assert.That((Commit("c-01"), Commit("w-01"), Commit("r-01")), Is.EqualTo((second, first, first)));
        Assert.That(bench.Releases.For("w-01").Reason, Is.EqualTo("ring web: waits for ring canary: not every host of it has applied it yet"));
        Assert.That((await bench.Desk.GetAsync(FleetBench.Anna, default)).Rings[1].Reason, Is.EqualTo("ring web: waits for ring canary: 1 host has not applied it yet (c-01)"));

        await bench.ReportAsync("c-01", second);
        Assert.That(await RingsAsync(), Is.EqualTo("rolling: canary soaking, web waiting, rest waiting"));
        await bench.PassAsync(TimeSpan.FromMinutes(9));
        Assert.That(Commit("w-01"), Is.EqualTo(first));
        await bench.PassAsync(TimeSpan.FromMinutes(1));
        Assert.That(await RingsAsync(), Is.EqualTo("rolling: canary done, web rolling, rest waiting"));
        Assert.That(bench.SentOf("wake"), Is.EqualTo(new[] { "c-01", "w-01", "w-02" }));

        await bench.ReportAsync("w-01", second);
        await bench.ReportAsync("w-02", second);
        await bench.PassAsync(TimeSpan.FromMinutes(5));
        Assert.That(new[] { bench.Releases.For("c-01").Commit, bench.Releases.For("r-01").Commit }, Is.All.EqualTo(bench.Repo.Head));
        await bench.ReportAsync("r-01", second);
        Assert.That(await RingsAsync(), Is.EqualTo("done: canary done, web done, rest done"));
        Assert.That(await EventsAsync("released"), Has.Count.EqualTo(6));
    }

    [Test]
    public async Task Rollout_NewFailureInARing_HaltsTheRest()
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");
        await bench.PassAsync(TimeSpan.FromHours(1));

        var rollout = await bench.Desk.GetAsync(FleetBench.Anna, default);
        Assert.That(await RingsAsync(), Is.EqualTo("halted: canary halted, web waiting, rest waiting"));
        Assert.That(rollout.Reason, Does.Contain("ring canary: 1 host failed or fell silent since its release (c-01), at most 0 may"));
        Assert.That(Commit("w-01"), Is.EqualTo(first));
        Assert.That(bench.Releases.For("w-01").Reason, Does.Contain("halted"));
        Assert.That(bench.Releases.For("w-01").Reason, Does.Not.Contain("c-01"));
        Assert.That(await EventsAsync("halted"), Has.One.Contains("(c-01)"));
    }

    [Test]
    public async Task Rollout_FailureDuringTheSoak_Halts()
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second);
        await bench.PassAsync(TimeSpan.FromMinutes(9));
        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");

        Assert.That(await RingsAsync(), Does.StartWith("halted"));
    }

    [Test]
    public async Task Rollout_FailureInADoneRing_HaltsWhatIsStillAhead()
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second);
        await bench.PassAsync(TimeSpan.FromMinutes(10));
        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");

        Assert.That(await RingsAsync(), Is.EqualTo("halted: canary halted, web rolling, rest waiting"));
    }

    [Test]
    public async Task Rollout_FailureThatWasThereBefore_IsNoNews()
    {
        await bench.ReportAsync("w-01", first, "failed", failed: "unit/old");
        var second = await ChangeAllAsync();
        await PassCanaryAsync(second);
        await bench.ReportAsync("w-02", second);

        Assert.That(await RingsAsync(), Is.EqualTo("rolling: canary done, web rolling, rest waiting"));
        await bench.ReportAsync("w-01", second);
        await bench.PassAsync(TimeSpan.FromMinutes(5));
        Assert.That(bench.Releases.For("r-01").Commit, Is.EqualTo(bench.Repo.Head));
    }

    [Test]
    public async Task Rollout_WithinMaxUnavailable_WaitsAndGoesOnOnceHealed()
    {
        var second = await ChangeAllAsync();
        await PassCanaryAsync(second);
        await bench.ReportAsync("w-01", second, "failed", failed: "unit/shop");
        await bench.ReportAsync("w-02", second);
        await bench.PassAsync(TimeSpan.FromHours(1));
        Assert.That(await RingsAsync(), Is.EqualTo("rolling: canary done, web rolling, rest waiting"));

        await bench.ReportAsync("w-01", second);
        await bench.PassAsync(TimeSpan.FromMinutes(5));
        Assert.That(bench.Releases.For("r-01").Commit, Is.EqualTo(bench.Repo.Head));
    }

    [Test]
    public async Task Rollout_HostOfflineBefore_DoesNotBlock_ButOneThatFallsSilentHalts()
    {
        await bench.StateAsync("w-01", "silent");
        var second = await ChangeAllAsync();
        await PassCanaryAsync(second);
        await bench.ReportAsync("w-02", second);
        await bench.PassAsync(TimeSpan.FromMinutes(5));
        Assert.That(bench.Releases.For("r-01").Commit, Is.EqualTo(bench.Repo.Head));
        await bench.ReportAsync("r-01", second);

        await ChangeAllAsync();
        await bench.StateAsync("c-01", "silent");
        Assert.That(await RingsAsync(), Does.StartWith("halted: canary halted"));
    }

    [Test]
    public async Task Rollout_NewerCommit_StartsFromTheFirstRing_AndTheOthersStay()
    {
        var second = await ChangeAllAsync();
        await PassCanaryAsync(second);
        var third = await ChangeAllAsync();

        Assert.That((Commit("c-01"), Commit("w-01"), Commit("r-01")), Is.EqualTo((third, second, first)));
        await bench.ReportAsync("c-01", third);
        await bench.PassAsync(TimeSpan.FromMinutes(10));
        Assert.That(Commit("w-01"), Is.EqualTo(third));
    }

    [Test]
    public async Task Rollout_RevertOfAHaltedCommit_GoesOut()
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");
        bench.Repo.Git("revert", "--no-commit", "HEAD");
        var revert = await bench.PushAsync("Revert");
        Assert.That(await RingsAsync(), Is.EqualTo("rolling: canary rolling, web waiting, rest waiting"));

        await PassCanaryAsync(revert);
        Assert.That(Commit("w-01"), Is.EqualTo(revert));
    }

    [Test]
    public async Task Rollout_UnrelatedCommitAfterAHalt_StillWaitsForTheHostThatFailed()
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");
        bench.Host("r-01", more: "vars: { other: x }\n");
        var third = await bench.PushAsync("Unrelated");
        await bench.ReportAsync("c-01", third, "failed", failed: "unit/shop");
        await bench.PassAsync(TimeSpan.FromHours(1));

        Assert.That((Commit("w-01"), Commit("r-01")), Is.EqualTo((first, first)));
    }

    [Test]
    public async Task Rollout_CommitThatTouchesOneRing_PassesTheOthersAtOnce()
    {
        bench.Host("r-01", more: "vars: { other: x }\n");
        await bench.PushAsync("Only rest");

        Assert.That(bench.SentOf("wake"), Is.EqualTo(new[] { "r-01" }));
        Assert.That(bench.Releases.For("r-01").Commit, Is.EqualTo(bench.Repo.Head));
    }

    [Test]
    public async Task Rollout_HostThatCantLoadTheCommit_Halts()
    {
        bench.Host("c-01", "nowhere");
        await bench.PushAsync("Broken");

        Assert.That(await RingsAsync(), Does.StartWith("halted: canary halted"));
    }

    [Test]
    public async Task HoldAsync_KeepsFurtherRings_UntilPromoted()
    {
        var second = await ChangeAllAsync();
        await bench.Desk.HoldAsync(FleetBench.Anna, "it is Friday", default);
        await PassCanaryAsync(second);
        Assert.That(await RingsAsync(), Is.EqualTo("held: canary done, web waiting, rest waiting"));
        Assert.That(bench.Releases.For("w-01").Reason, Is.EqualTo("ring web: the rollout is held: who sees the whole fleet is told why"));
        Assert.That((await bench.Desk.GetAsync(new Caller("a", Role.Viewer, ["acme"]), default)).ToString(), Does.Contain("is told why").And.Not.Contain("Friday").And.Not.Contain("(anna)"));
        Assert.That((await bench.Desk.GetAsync(FleetBench.Anna, default)).Reason, Is.EqualTo("it is Friday (anna)"));
        bench.TakeOver();
        await bench.PassAsync(TimeSpan.FromHours(1));
        Assert.That(Commit("w-01"), Is.EqualTo(first));

        await bench.Desk.PromoteAsync(FleetBench.Anna, "", "Monday", default);
        await bench.PassAsync(TimeSpan.Zero);
        Assert.That(Commit("w-01"), Is.EqualTo(second));
        Assert.That(await bench.ReadAsync<string>("SELECT summary FROM events WHERE kind = 'audit' ORDER BY id"), Is.EqualTo(new[]
        {
            "anna: holds the rollout: it is Friday", "anna: promotes the rollout: Monday",
        }));
    }

    [Test]
    public async Task PromoteAsync_HaltedRollout_PassesTheRingOver()
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");
        await bench.Desk.PromoteAsync(FleetBench.Anna, "", "known", default);
        await bench.PassAsync(TimeSpan.Zero);

        Assert.That(await RingsAsync(), Is.EqualTo("rolling: canary done, web rolling, rest waiting"));
        Assert.That(Commit("w-01"), Is.EqualTo(second));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task PromoteAsync_HaltedBeforeARestart_StillPassesTheRingOver(bool forgets)
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");
        await RestartAsync(forgets);
        Assert.That(await RingsAsync(), Is.EqualTo("halted: canary halted, web waiting, rest waiting"));
        Assert.That(await EventsAsync("halted"), Has.Count.EqualTo(1));

        await bench.Desk.PromoteAsync(FleetBench.Anna, "", "known", default);
        await RestartAsync(forgets);
        await bench.PassAsync(TimeSpan.Zero);
        Assert.That(await RingsAsync(), Is.EqualTo("rolling: canary done, web rolling, rest waiting"));
        Assert.That(Commit("w-01"), Is.EqualTo(second));
    }

    [Test]
    public async Task PromoteAsync_RingNotMovedBeforeARestart_StaysPromoted()
    {
        var second = await ChangeAllAsync();
        await bench.Desk.PromoteAsync(FleetBench.Anna, "rest", "urgent there", default);
        await RestartAsync(forgets: false);
        await bench.PassAsync(TimeSpan.Zero);

        Assert.That((Commit("w-01"), Commit("r-01")), Is.EqualTo((first, second)));
    }

    [Test]
    public async Task PromoteAsync_NamedRing_GoesNowWithoutTheOnesBefore()
    {
        var second = await ChangeAllAsync();
        await bench.Desk.PromoteAsync(FleetBench.Anna, "rest", "urgent there", default);
        await bench.PassAsync(TimeSpan.Zero);

        Assert.That((Commit("w-01"), Commit("r-01")), Is.EqualTo((first, second)));
    }

    [Test]
    public async Task PromoteAsync_NextRing_NeedNotWaitForTheSoak()
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second);
        await bench.Desk.PromoteAsync(FleetBench.Anna, "", "tested", default);
        await bench.PassAsync(TimeSpan.Zero);

        Assert.That(await RingsAsync(), Is.EqualTo("rolling: canary done, web rolling, rest waiting"));
    }

    [TestCase("nowhere", "because", StatusCode.NotFound)]
    [TestCase("", "because", StatusCode.FailedPrecondition)]
    [TestCase("", "", StatusCode.InvalidArgument)]
    public void PromoteAsync_WithoutSense_IsRefused(string ring, string reason, StatusCode code) =>
        Assert.That(Assert.ThrowsAsync<RpcException>(() => bench.Desk.PromoteAsync(FleetBench.Anna, ring, reason, default))?.StatusCode, Is.EqualTo(code));

    [Test]
    public void HoldAsync_CallerOfOneCustomer_IsRefused() => Assert.That(
        Assert.ThrowsAsync<RpcException>(() => bench.Desk.HoldAsync(new Caller("z", Role.Operator, ["zeta"]), "x", default))?.StatusCode, Is.EqualTo(StatusCode.PermissionDenied));

    [Test]
    public async Task GetAsync_CallerOfOneCustomer_CountsItsOwnAndNamesNobody()
    {
        bench.Repo.Write("hosts/c-02.yaml", "customer: zeta\n");
        var second = await ChangeAllAsync();
        var zeta = new Caller("zeta", Role.Viewer, ["zeta"]);
        var rolling = await bench.Desk.GetAsync(zeta, default);
        Assert.That(rolling.Rings.Select(ring => ring.Hosts.Sum(count => count.Hosts)), Is.EqualTo(new[] { 1 }));
        Assert.That(rolling.Rings[0].Reason, Is.EqualTo("not every host of it has applied it yet"));

        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");
        var halted = await bench.Desk.GetAsync(zeta, default);
        var waiting = (await bench.Progress.GetAsync(second, zeta, default)).Hosts;
        Assert.That(halted.Reason, Is.EqualTo("ring canary: more hosts failed or fell silent since its release than the 0 that may"));
        Assert.That(rolling.ToString() + halted + waiting, Does.Not.Contain("c-01").And.Not.Contain("w-0"));
        Assert.That((await bench.Desk.GetAsync(FleetBench.Anna, default)).ToString(), Does.Contain("(c-01)"));
        var web = (await bench.Progress.GetAsync(second, FleetBench.Anna, default)).Hosts.Single(host => host.Host == "w-01");
        Assert.That(web.Reason, Does.Contain("(c-01)"));
    }

    [Test]
    public async Task GetAsync_RingsOfOthers_AreNamedNeitherToTheCallerNorToTheAgent()
    {
        bench.Repo.Write("hosts/w-03.yaml", "customer: zeta\ngroups: [web]\n");
        var second = await ChangeAllAsync();
        var zeta = new Caller("zeta", Role.Viewer, ["zeta"]);
        var rolling = await bench.Desk.GetAsync(zeta, default);
        Assert.That(rolling.Rings.Select(ring => (ring.Name, ring.Reason)), Is.EqualTo(new[] { ("web", "ring web: waits for a ring before it") }));
        Assert.That(bench.Releases.For("w-03").Reason, Is.EqualTo("ring web: waits for a ring before it"));
        Assert.That(bench.Releases.For("w-01").Reason, Does.StartWith("ring web: waits for ring canary: "));

        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");
        var halted = await bench.Desk.GetAsync(zeta, default);
        Assert.That(halted.Reason, Is.EqualTo("too many hosts failed or fell silent; who sees the whole fleet is told why"));
        Assert.That($"{halted}{bench.Releases.For("w-03")}{(await bench.Progress.GetAsync(second, zeta, default)).Hosts}", Does.Contain("halted").And.Not.Contain("canary"));
    }

    [Test]
    public async Task PromoteAsync_RingPassedOver_SaysByWhomOnlyToWhoSeesTheWholeFleet()
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second, "failed", failed: "unit/shop");
        await bench.Desk.PromoteAsync(FleetBench.Anna, "", "it is known", default);

        Assert.That((await bench.Desk.GetAsync(FleetBench.Anna, default)).Rings[0].Reason, Is.EqualTo("passed over by anna: it is known"));
        Assert.That((await bench.Desk.GetAsync(new Caller("a", Role.Viewer, ["acme"]), default)).Rings[0].Reason, Is.EqualTo("passed over; who sees the whole fleet is told why"));
    }

    [Test]
    public async Task Rollout_AnotherCoordinatorInTheMiddle_GoesOn()
    {
        var second = await ChangeAllAsync();
        await bench.ReportAsync("c-01", second);
        await bench.PassAsync(TimeSpan.FromMinutes(6));
        bench.TakeOver();
        await bench.PassAsync(TimeSpan.FromMinutes(4));
        Assert.That(Commit("w-01"), Is.EqualTo(second));

        await bench.ReportAsync("w-01", second);
        await bench.ReportAsync("w-02", second);
        bench.TakeOver("third");
        await bench.Follower.LookAsync(default);
        await bench.PassAsync(TimeSpan.FromMinutes(5));
        Assert.That(bench.Releases.For("r-01").Commit, Is.EqualTo(bench.Repo.Head));
        Assert.That(await EventsAsync("released"), Has.Count.EqualTo(6));
    }

    [Test]
    public async Task Rollout_RingsTakenOut_GoesEverywhereAtOnce()
    {
        bench.Fleet();
        await bench.PushAsync("No rings");

        Assert.That(bench.Releases.For("r-01").All, Is.True);
        Assert.That((await bench.Desk.GetAsync(FleetBench.Anna, default)).State, Is.EqualTo("none"));
        Assert.That(bench.SentOf("wake"), Is.EqualTo(All));
    }

    [Test]
    public async Task Rollout_RingsPutIn_HostsMayStayWhereTheyAre()
    {
        bench.Fleet();
        var before = await bench.PushAsync("No rings");
        bench.Fleet(Rings);
        var after = await bench.PushAsync("Rings again");

        Assert.That((Commit("c-01"), Commit("w-01")), Is.EqualTo((after, before)));
    }

    [Test]
    public async Task For_HostNobodyKnows_GoesWithTheLastRing()
    {
        await ChangeAllAsync();
        Assert.That(Commit("stranger"), Is.EqualTo(first));
    }

    private string Commit(string host) => bench.Releases.For(host).Commit;

    private async Task<string> ChangeAllAsync()
    {
        bench.Fleet(Rings + $"defaults: {{ vars: {{ round: \"{++count}\" }} }}\n");
        return await bench.PushAsync($"Round {count}");
    }

    private async Task RestartAsync(bool forgets)
    {
        if (forgets)
        {
            bench.Follower.Forget();
        }
        else
        {
            bench.TakeOver($"restart-{++count}");
        }

        await bench.Follower.LookAsync(default);
    }

    private async Task PassCanaryAsync(string commit)
    {
        await bench.ReportAsync("c-01", commit);
        await bench.PassAsync(TimeSpan.FromMinutes(10));
    }

    private async Task FinishAsync(string commit)
    {
        foreach (var host in All)
        {
            await bench.ReportAsync(host, commit);
            await bench.PassAsync(TimeSpan.FromMinutes(10));
        }

        await bench.PassAsync(TimeSpan.FromMinutes(10));
    }

    private async Task<string> RingsAsync()
    {
        var rollout = await bench.Desk.GetAsync(FleetBench.Anna, default);
        return $"{rollout.State}: {string.Join(", ", rollout.Rings.Select(ring => $"{ring.Name} {ring.State}"))}";
    }

    private Task<List<string>> EventsAsync(string action) => bench.ReadAsync<string>("SELECT summary FROM events WHERE kind = 'rollout' AND action = @action", new { action });
}
