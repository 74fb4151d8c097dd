using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mint.Agent.Confirming;
using Mint.Agent.Loop;
using Mint.Agent.Metrics;
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
public sealed class CommitIntakeTests
{
    private const string Motd = "files: { /etc/motd: { content: hello } }";
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryLedger ledger = new();
    private readonly AgentState state = new();
    private readonly ListedCommits commits = new();

    [Test]
    public async Task Sync_GoodCommit_IsInForceAndRemembered()
    {
        commits.Offer("aaa", Motd);

        var moved = await Intake().SyncAsync(CancellationToken.None);

        Assert.That(moved, Is.True);
        Assert.That(state.Commit?.Id, Is.EqualTo("aaa"));
        Assert.That(ledger.ReadFact(LedgerFacts.AcceptedCommit), Is.EqualTo("aaa"));
        Assert.That(ledger.Events.Single().Action, Is.EqualTo("accepted"));
    }

    [Test]
    public async Task Sync_CommitThatDoesNotLoad_LeavesTheLastGoodOneInForce()
    {
        commits.Offer("aaa", Motd);
        commits.Offer("bbb", "flies: {}");
        using var intake = Intake();
        await intake.SyncAsync(CancellationToken.None);

        var moved = await intake.SyncAsync(CancellationToken.None);

        Assert.That(moved, Is.False);
        Assert.That(state.Commit?.Id, Is.EqualTo("aaa"));
        Assert.That(state.Refusal?.Reason, Does.Contain("hosts/web-01.yaml:1:1").And.Contain("flies"));
        Assert.That(ledger.ReadFact(LedgerFacts.AcceptedCommit), Is.EqualTo("bbb"), "fast-forward is judged from the highest accepted one");
    }

    [Test]
    public async Task Recover_AfterARestart_TakesUpTheLastThatLoadedNotTheLastAccepted()
    {
        commits.Offer("aaa", Motd);
        commits.Offer("bbb", "flies: {}");
        using (var before = Intake())
        {
            await before.SyncAsync(CancellationToken.None);
            await before.SyncAsync(CancellationToken.None);
        }

        state.Definition = null;
        using var after = Intake();

        Assert.That(after.Recover(), Is.True);
        Assert.That(state.Commit?.Id, Is.EqualTo("aaa"));
        Assert.That(after.Recovered.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public void Recover_OnAFreshHost_FindsNothingAndLetsTheFirstCommitCome()
    {
        using var intake = Intake();

        Assert.That(intake.Recover(), Is.False);
        Assert.That(intake.Recovered.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task Sync_CommitThatWaits_IsToldOnceAndForgottenWhenItsTurnComes()
    {
        commits.Hold("bbb", "ring early soaks until 13:00");
        commits.Hold("bbb", "ring early soaks until 14:00");
        commits.Offer("bbb", Motd);
        using var intake = Intake();

        await intake.SyncAsync(CancellationToken.None);
        var moved = await intake.SyncAsync(CancellationToken.None);
        var during = state.Waiting;
        await intake.SyncAsync(CancellationToken.None);

        Assert.That(moved, Is.False);
        Assert.That(during, Is.EqualTo(new WaitingCommit("bbb", "ring early soaks until 14:00")));
        Assert.That(state.Waiting, Is.Null);
        Assert.That(ledger.Events.Select(e => (e.Kind, e.Action)), Is.EqualTo(new[] { (EventKind.Hold, "waiting"), (EventKind.Commit, "accepted") }));
    }

    [Test]
    public async Task Sync_RefusedCommit_IsASecurityEventToldOnce()
    {
        commits.Refuse("evil", "not signed by an allowed signer");
        commits.Refuse("evil", "not signed by an allowed signer");
        using var intake = Intake();

        await intake.SyncAsync(CancellationToken.None);
        await intake.SyncAsync(CancellationToken.None);

        Assert.That(ledger.Events.Select(e => e.Kind), Is.EqualTo(new[] { EventKind.Security }));
        Assert.That(state.Refusal?.CommitId, Is.EqualTo("evil"));
        Assert.That(ledger.ReadFact(LedgerFacts.AcceptedCommit), Is.Null);
    }

    [Test]
    public async Task Sync_RemoteAway_WarnsAndTheWarningEndsWithTheNextAnswer()
    {
        commits.Fail(FailureKind.NeedsPerson, "host key is unknown");
        using var intake = Intake();

        await intake.SyncAsync(CancellationToken.None);
        var during = state.Warnings;
        await intake.SyncAsync(CancellationToken.None);

        Assert.That(during.Single(), Does.Contain("host key is unknown"));
        Assert.That(state.Warnings, Is.Empty);
    }

    private CommitIntake Intake() => new(
        commits,
        "main",
        new HostLoader(new HostFacts("web-01", "bookworm", "amd64"), SecretKey.CreateEphemeral(), new HostSecrets()),
        ledger,
        new Quarantine(ledger),
        state,
        new AgentMetrics(Metrics.NewCustomRegistry()),
        clock,
        NullLogger<CommitIntake>.Instance);

    /// <summary>A source that gives what the test lists, in order, and then nothing new.</summary>
    private sealed class ListedCommits : IConfigSource
    {
        private readonly Queue<SyncResult> results = new();
        private readonly Dictionary<string, KnownCommit> known = [];

        public void Offer(string id, string host)
        {
            var files = new MemoryFiles { ["mint.yaml"] = "version: 1\n", ["hosts/web-01.yaml"] = host + "\n" };
            known[id] = new KnownCommit(Describe(id), files);
            results.Enqueue(new SyncResult.Accepted(known[id], []));
        }

        public void Hold(string id, string reason) => results.Enqueue(new SyncResult.Waiting(new HeldCommit(id, reason)));

        public void Refuse(string id, string reason) => results.Enqueue(new SyncResult.Refused(Describe(id), reason));

        public void Fail(FailureKind kind, string message) => results.Enqueue(new SyncResult.Failed(kind, message));

        public Task<SyncResult> SyncAsync(CancellationToken ct) => Task.FromResult(results.TryDequeue(out var result) ? result : new SyncResult.Unchanged());

        public Task<RemoteProbe> ProbeAsync(CancellationToken ct) => Task.FromResult(new RemoteProbe(Local: false, Failure: null));

        public KnownCommit? Open(string commitId) => known.GetValueOrDefault(commitId);

        private static CommitInfo Describe(string id) => new(id, $"Commit {id}", "anna", DateTimeOffset.UnixEpoch);
    }
}
