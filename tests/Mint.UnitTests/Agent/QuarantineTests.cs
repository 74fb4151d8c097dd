using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mint.Agent.Confirming;
using Mint.Agent.Loop;
using Mint.Agent.Metrics;
using Mint.Core;
using Mint.Core.Confirming;
using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Platform.Git.Sync;
using Mint.Platform.Secrets;
using Mint.Testing;
using NUnit.Framework;
using Prometheus;

namespace Mint.UnitTests.Agent;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class QuarantineTests
{
    private static readonly ResourceId Sshd = new("sshd", "settings");

    private readonly MemoryLedger ledger = new();
    private readonly SecretKey key = SecretKey.CreateEphemeral();
    private readonly CommitShelf commits = new();
    private AgentState state = new();

    [Test]
    public async Task TakeBack_WithACommitThatWasProven_PutsThatInForceAndSaysWhy()
    {
        using var intake = await AtAsync("aaa", "bbb");

        intake.TakeBack(Taken("bbb"));

        Assert.That(state.Commit?.Id, Is.EqualTo("aaa"));
        Assert.That(state.Refusal, Is.EqualTo(new Refusal("bbb", "taken back: nobody answers") { Quarantined = true }));
        Assert.That(ledger.Events[^1], Has.Property("Action").EqualTo("quarantined").And.Property("Commit").EqualTo("bbb"));
        Assert.That(ledger.ReadFact(LedgerFacts.AcceptedCommit), Is.EqualTo("bbb"));
    }

    [Test]
    public async Task TakeBack_OfTheProvenCommit_StaysInForce()
    {
        using var intake = Start();
        await OfferAsync(intake, "aaa", 22);
        intake.Prove(state.Commit);

        intake.TakeBack(Taken("aaa"));

        Assert.That(state.Commit?.Id, Is.EqualTo("aaa"));
        Assert.That(state.Refusal, Is.Null);
        Assert.That(ledger.Events[^1], Has.Property("Action").EqualTo("taken-back").And.Property("Summary").EqualTo("taken back: nobody answers"));
    }

    [Test]
    public async Task TakeBack_WithoutACommitBefore_KeepsToNone()
    {
        using var intake = Start();
        await OfferAsync(intake, "bbb", 2222);

        intake.TakeBack(Taken("bbb"));

        Assert.That(state.Definition, Is.Null);
        Assert.That(state.Refusal?.Reason, Does.Contain("No commit before it was ever confirmed"));
        using var again = Start();
        Assert.That(state.Definition, Is.Null);
        Assert.That(state.Refusal?.CommitId, Is.EqualTo("bbb"));
    }

    [Test]
    public async Task Restart_AfterATakeBack_StaysWithTheProvenCommitAndStillSaysWhy()
    {
        using (var before = await AtAsync("aaa", "bbb"))
        {
            before.TakeBack(Taken("bbb"));
        }

        using var after = Start();

        Assert.That(state.Commit?.Id, Is.EqualTo("aaa"));
        Assert.That(state.Refusal?.CommitId, Is.EqualTo("bbb"));
        Assert.That(ledger.Events.Count(e => e.Action == "quarantined"), Is.EqualTo(1));
    }

    [Test]
    public async Task TakeBack_FoundAtTheStart_IsInForceFromTheFirstTurn()
    {
        (await AtAsync("aaa", "bbb")).Dispose();
        state = new AgentState();
        using var after = New();

        after.TakeBack(Taken("bbb"));
        after.Recover();

        Assert.That(state.Commit?.Id, Is.EqualTo("aaa"));
        Assert.That(state.Refusal?.CommitId, Is.EqualTo("bbb"));
    }

    [Test]
    public async Task Later_CommitThatWantsTheSame_IsRefusedWithoutATry()
    {
        using var intake = await AtAsync("aaa", "bbb");
        intake.TakeBack(Taken("bbb"));

        var moved = await OfferAsync(intake, "ccc", 2222);

        Assert.That(moved, Is.False);
        Assert.That(state.Commit?.Id, Is.EqualTo("aaa"));
        Assert.That(state.Refusal?.CommitId, Is.EqualTo("ccc"));
        Assert.That(state.Refusal?.Reason, Does.Contain("the same of sshd/settings as bbb").And.Contain("Mint-Allow: try-again=1"));
    }

    [Test]
    public async Task Later_CommitWithTheTrailer_IsTriedAndTheQuarantineEnds()
    {
        using var intake = await AtAsync("aaa", "bbb");
        intake.TakeBack(Taken("bbb"));

        var moved = await OfferAsync(intake, "ccc", 2222, "try-again=1");

        Assert.That(moved, Is.True);
        Assert.That(state.Refusal, Is.Null);
        using var again = Start();
        Assert.That(state.Commit?.Id, Is.EqualTo("ccc"), "a restart asks for no second trailer");
    }

    [Test]
    public async Task Later_CommitThatWantsSomethingElse_IsTried()
    {
        using var intake = await AtAsync("aaa", "bbb");
        intake.TakeBack(Taken("bbb"));

        Assert.That(await OfferAsync(intake, "ccc", 2022), Is.True);
        Assert.That(state.Refusal, Is.Null);
        Assert.That(await OfferAsync(intake, "ddd", 2222), Is.False, "what failed stays remembered");
    }

    [TestCase(2222, "aaa", "ccc")]
    [TestCase(2022, "ccc", null)]
    public async Task Commit_ThatCameDuringTheChecks_IsJudgedTheSameWay(int port, string inForce, string? refused)
    {
        using var intake = await AtAsync("aaa", "bbb");
        var taken = Taken("bbb");
        await OfferAsync(intake, "ccc", port);

        intake.TakeBack(taken);

        Assert.That(state.Commit?.Id, Is.EqualTo(inForce));
        Assert.That(state.Refusal?.CommitId, Is.EqualTo(refused));
    }

    private async Task<CommitIntake> AtAsync(string proven, string next)
    {
        var intake = Start();
        await OfferAsync(intake, proven, 22);
        intake.Prove(state.Commit);
        await OfferAsync(intake, next, 2222);
        return intake;
    }

    private TakenBack Taken(string commit)
    {
        var desired = state.Definition?.Desired ?? Load(commit);
        return new TakenBack(commit, WayInSpecs.Hash(desired, [Sshd]), [Sshd], "taken back: nobody answers");
    }

    private DesiredState Load(string commit)
    {
        var known = commits.Open(commit) ?? throw new ArgumentException(commit);
        return Loader().Load(known.Commit, known.Files).Definition?.Desired ?? throw new ArgumentException(commit);
    }

    private async Task<bool> OfferAsync(CommitIntake intake, string id, int port, string? allow = null)
    {
        commits.Offer(id, port, allow);
        return await intake.SyncAsync(CancellationToken.None);
    }

    /// <summary>A new process over the same ledger.</summary>
    private CommitIntake Start()
    {
        state = new AgentState();
        var intake = New();
        intake.Recover();
        return intake;
    }

    private CommitIntake New() => new(
        commits, "main", Loader(), ledger, new Quarantine(ledger), state, new AgentMetrics(Metrics.NewCustomRegistry()), new FakeTimeProvider(), NullLogger<CommitIntake>.Instance);

    private HostLoader Loader() => new(new HostFacts("web-01", "bookworm", "amd64"), key, new HostSecrets());

    private sealed class CommitShelf : IConfigSource
    {
        private readonly Dictionary<string, KnownCommit> known = [];
        private readonly Queue<string> offered = new();

        public void Offer(string id, int port, string? allow)
        {
            var files = new MemoryFiles { ["mint.yaml"] = "version: 1\n", ["hosts/web-01.yaml"] = $"ssh: {{ port: {port} }}\n" };
            var commit = new CommitInfo(id, $"Commit {id}", "anna", DateTimeOffset.UnixEpoch) { Trailers = allow is null ? [] : [new("Mint-Allow", allow)] };
            known[id] = new KnownCommit(commit, files);
            offered.Enqueue(id);
        }

        public Task<SyncResult> SyncAsync(CancellationToken ct) =>
            Task.FromResult<SyncResult>(offered.TryDequeue(out var id) ? new SyncResult.Accepted(known[id], []) : new SyncResult.Unchanged());

        public Task<RemoteProbe> ProbeAsync(CancellationToken ct) => Task.FromResult(new RemoteProbe(Local: false, Failure: null));

        public KnownCommit? Open(string commitId) => known.GetValueOrDefault(commitId);
    }
}
