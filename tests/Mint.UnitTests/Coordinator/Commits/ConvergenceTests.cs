using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits.Statuses;
using Mint.Coordinator.Rollouts;
using Mint.Protocol.V1;
using Mint.UnitTests.Git;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Commits;

public sealed class ConvergenceTests
{
    private TestSigner signer = null!;
    private FleetBench bench = null!;
    private string first = "";

    [OneTimeSetUp]
    public void MakeSigner() => signer = TestSigner.Ssh("anna");

    [OneTimeTearDown]
    public void DropSigner() => signer.Dispose();

    [SetUp]
    public async Task Start()
    {
        bench = await FleetBench.StartAsync(signer);
        bench.Host("a-01");
        bench.Host("a-02");
        bench.Repo.Write("hosts/z-01.yaml", "customer: zeta\n");
        first = await bench.PushAsync("First");
        foreach (var host in new[] { "a-01", "a-02", "z-01" })
        {
            await bench.StateAsync(host, "converged");
        }
    }

    [TearDown]
    public async Task Stop() => await bench.DisposeAsync();

    [Test]
    public async Task NoteAsync_HostConverged_AppliesTheCommitOnceAndForGood()
    {
        bench.Sent.Clear();
        bench.Time.Advance(TimeSpan.FromSeconds(3));
        await bench.ReportAsync("a-01", first);
        await bench.ReportAsync("a-01", first, "drifted");

        var host = (await bench.Progress.GetAsync(first[..7], FleetBench.Anna, default)).Hosts[0];
        Assert.That((host.Host, host.State, host.AppliedAt.ToDateTimeOffset()), Is.EqualTo(("a-01", "applied", bench.Time.GetUtcNow())));
        Assert.That(bench.SentOf("commits"), Is.EqualTo(new[] { first }));
    }

    [Test]
    public async Task NoteAsync_HostAtALaterCommit_HasTheEarlierOnesToo()
    {
        bench.Host("a-01", more: "vars: { a: b }\n");
        var second = await bench.PushAsync("Second");
        await bench.ReportAsync("a-02", first);
        Assert.That(Standing(await bench.Progress.GetAsync(first, FleetBench.Anna, default)), Is.EqualTo("a-01 pending, a-02 applied, z-01 pending"));
        await bench.ReportAsync("a-01", second);

        Assert.That(Standing(await bench.Progress.GetAsync(first, FleetBench.Anna, default)), Is.EqualTo("a-01 applied, a-02 applied, z-01 pending"));
        Assert.That(Standing(await bench.Progress.GetAsync(second, FleetBench.Anna, default)), Is.EqualTo("a-01 applied"));
    }

    [Test]
    public async Task NoteAsync_HostAtAnUnknownOrRefusedCommit_HasNothing()
    {
        var bad = bench.Repo.Commit("Unsigned");
        await bench.Follower.LookAsync(default);
        await bench.ReportAsync("a-01", bad);
        await bench.ReportAsync("a-02", new string('0', 40));

        Assert.That(Standing(await bench.Progress.GetAsync(first, FleetBench.Anna, default)), Is.EqualTo("a-01 pending, a-02 pending, z-01 pending"));
    }

    [Test]
    public async Task NoteAllAsync_SignalsWereLost_FindsThem()
    {
        await bench.WriteAsync("UPDATE hosts SET reported_state = 'converged', commit_id = @first", new { first });
        bench.Time.Advance(TimeSpan.FromSeconds(41));
        await bench.Ledger.NoteAllAsync(default);

        var progress = (await bench.Progress.ListAsync(new ListCommitsRequest { PageSize = 0, PageToken = "" }, FleetBench.Anna, default)).Commits.Single();
        Assert.That(progress.ConvergedIn.ToTimeSpan(), Is.EqualTo(TimeSpan.FromSeconds(41)));
        Assert.That(progress.Hosts.Select(s => (s.State, s.Hosts)), Is.EqualTo(new[] { ("applied", 3u) }));
        Assert.That((await bench.Progress.GetAsync(first, new Caller("zeta", Role.Viewer, ["zeta"]), default)).Progress.ConvergedIn, Is.Null, "the others' hosts count in it");
    }

    [Test]
    public async Task GetAsync_HostsInTrouble_SayWhichAndWhere()
    {
        await bench.ReportAsync("a-01", first, "failed", failed: "package/nginx");
        await bench.ReportAsync("a-02", first, "held");
        await bench.WriteAsync("UPDATE hosts SET held = 1 WHERE name = 'a-02'");
        await bench.WriteAsync(
            "INSERT INTO concerns (host, resource, condition, message, until, origin, failure_kind, since) VALUES ('a-02', 'unit/x', 'held', 'tonight', @until, '', '', 1)",
            new { until = bench.Time.GetUtcNow().AddHours(3).UtcTicks });
        await bench.StateAsync("z-01", "silent", "nothing heard for 26 min");

        var hosts = (await bench.Progress.GetAsync(first, FleetBench.Anna, default)).Hosts;
        Assert.That(hosts.Select(h => (h.Host, h.State, h.Reason)), Is.EqualTo(new[]
        {
            ("a-01", "failed", "package/nginx: it broke (hosts/x.yaml:3:1)"),
            ("a-02", "held", "unit/x: tonight"),
            ("z-01", "silent", "nothing heard for 26 min"),
        }));
        Assert.That(hosts[1].Until.ToDateTimeOffset(), Is.EqualTo(bench.Time.GetUtcNow().AddHours(3)));
    }

    [Test]
    public async Task GetAsync_FailureOfAnOlderCommit_LeavesTheNewerOnePending()
    {
        await bench.ReportAsync("a-01", first, "failed", failed: "package/nginx");
        bench.Host("a-01", more: "vars: { a: b }\n");
        var second = await bench.PushAsync("Second");

        Assert.That(Standing(await bench.Progress.GetAsync(second, FleetBench.Anna, default)), Is.EqualTo("a-01 pending"));
    }

    [Test]
    public async Task Queries_CallerOfOneCustomer_SeesOnlyItsHosts()
    {
        var zeta = new Caller("zeta", Role.Viewer, ["zeta"]);
        await bench.ReportAsync("z-01", first);

        Assert.That(Standing(await bench.Progress.GetAsync(first, zeta, default)), Is.EqualTo("z-01 applied"));
        var listed = (await bench.Progress.ListAsync(new ListCommitsRequest { PageSize = 0, PageToken = "" }, zeta, default)).Commits.Single();
        Assert.That(listed.Hosts.Select(s => (s.State, s.Hosts)), Is.EqualTo(new[] { ("applied", 1u) }));
    }

    [Test]
    public async Task Queries_RefusedCommit_AreForWhoSeesTheWholeFleet()
    {
        var bad = bench.Repo.Commit("Unsigned");
        await bench.Follower.LookAsync(default);
        var zeta = new Caller("zeta", Role.Viewer, ["zeta"]);
        var listed = (await bench.Progress.ListAsync(new ListCommitsRequest { PageSize = 0, PageToken = "" }, zeta, default)).Commits;
        var got = Assert.ThrowsAsync<RpcException>(() => bench.Progress.GetAsync(bad, zeta, default));
        var whole = (await bench.Progress.GetAsync(bad, FleetBench.Anna, default)).Progress;

        Assert.That((listed.Single().Commit.Id, got?.StatusCode), Is.EqualTo((first, StatusCode.NotFound)));
        Assert.That(whole.RefusedReason, Does.Contain("sign"));
    }

    [Test]
    public async Task ListAsync_Pages_AreNewestFirstAndEndAtTheLast()
    {
        for (var n = 0; n < 2; n++)
        {
            await bench.PushAsync($"Empty {n}");
        }

        var one = await bench.Progress.ListAsync(new ListCommitsRequest { PageSize = 2, PageToken = "" }, FleetBench.Anna, default);
        var two = await bench.Progress.ListAsync(new ListCommitsRequest { PageSize = 2, PageToken = one.NextPageToken }, FleetBench.Anna, default);
        Assert.That(one.Commits.Concat(two.Commits).Select(c => c.Commit.Subject), Is.EqualTo(new[] { "Empty 1", "Empty 0", "First" }));
        Assert.That(two.NextPageToken, Is.Empty);
    }

    [Test]
    public async Task PruneAsync_HostThatIsDead_KeepsItsOwnRowsOnly()
    {
        await bench.ReportAsync("a-01", first);
        await bench.ReportAsync("a-02", first);
        await bench.PushAsync("Second");
        await bench.PushAsync("Third");
        bench.Time.Advance(bench.Options.KeepEvents - TimeSpan.FromDays(1));
        await bench.PushAsync("Young enough");
        Assert.That(await bench.TouchedAsync(first), Has.Count.EqualTo(3));
        bench.Time.Advance(TimeSpan.FromDays(2));
        await bench.PushAsync("Much later");
        await bench.Ledger.NoteAllAsync(default);

        Assert.That(await bench.TouchedAsync(first), Is.EqualTo(new[] { "z-01" }));
        var old = (await bench.Progress.ListAsync(new ListCommitsRequest { PageSize = 0, PageToken = "" }, FleetBench.Anna, default)).Commits[^1];
        Assert.That(old.Hosts.Select(s => (s.State, s.Hosts)), Is.EqualTo(new[] { ("applied", 2u), ("pending", 1u) }));
        Assert.That(old.ConvergedIn, Is.Null);
    }

    [TestCase("abc", StatusCode.InvalidArgument)]
    [TestCase("%%%%%%%", StatusCode.InvalidArgument)]
    [TestCase("fffffffffffff", StatusCode.NotFound)]
    public void GetAsync_NoSuchId_IsSaid(string id, StatusCode code) =>
        Assert.That(Assert.ThrowsAsync<RpcException>(() => bench.Progress.GetAsync(id, FleetBench.Anna, default))?.StatusCode, Is.EqualTo(code));

    [Test]
    public void ListAsync_ForeignPageToken_IsRefused() =>
        Assert.That(Assert.ThrowsAsync<RpcException>(() => bench.Progress.ListAsync(new ListCommitsRequest { PageSize = 0, PageToken = "x' OR 1" }, FleetBench.Anna, default))?.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));

    [Test]
    public void StatusOf_Commits_SaysThemInAForgesWords()
    {
        var progress = new CommitProgress { Commit = new Commit { Id = "abc" }, Hosts = { new StateCount { State = "applied", Hosts = 38 }, new StateCount { State = "pending", Hosts = 3 } } };
        var rollout = new RolloutState { CommitId = "abc", Position = 5, Rings = [new RingState { Name = "a", ReleasedPosition = 5 }, new RingState { Name = "b", ReleasedPosition = 5 }, new RingState { Name = "c" }] };

        Assert.That(StatusReporter.StatusOf(progress, rollout), Is.EqualTo(new CommitStatus("abc", CommitStatusState.Pending, "38 of 41 hosts, ring 2 of 3")));
        Assert.That(StatusReporter.StatusOf(progress, rollout with { Halted = "x" }).State, Is.EqualTo(CommitStatusState.Failure));
        Assert.That(StatusReporter.StatusOf(new CommitProgress { Commit = new Commit { Id = "d" } }, rollout), Is.EqualTo(new CommitStatus("d", CommitStatusState.Success, "touches no host")));
        Assert.That(StatusReporter.StatusOf(new CommitProgress { Commit = new Commit { Id = "d" }, RefusedReason = "unsigned" }, rollout).Description, Is.EqualTo("refused: unsigned"));
    }

    private static string Standing(GetCommitResponse answer) => string.Join(", ", answer.Hosts.Select(h => $"{h.Host} {h.State}"));
}
