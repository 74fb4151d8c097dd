using Microsoft.Extensions.Logging.Abstractions;
using Mint.Core.Config;
using Mint.Platform.Git.Sync;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

/// <summary>A rollout's gate in front of a real repository with signed commits.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RolloutBrakeTests : IDisposable
{
    private readonly TestSigner anna = TestSigner.Ssh("anna");
    private readonly GitRepo remote = new();
    private readonly string state = Directory.CreateTempSubdirectory("mint-state-").FullName;
    private readonly ScriptedGate gate = new();
    private readonly GitConfigSource source;
    private string? accepted;

    public RolloutBrakeTests()
    {
        remote.Allow("require", anna);
        remote.Write("mint.yaml", File.ReadAllText(Path.Join(remote.Path, "mint.yaml")) + "rollout: { rings: { early: { hosts: [a] }, rest: {} } }\n");
        var pins = new SignatureSettings { Signers = new Dictionary<string, Signer> { ["anna"] = anna.Public } };
        source = new GitConfigSource(
            new GitRemoteOptions { Url = $"file://{remote.Path}", Branch = "main" },
            pins,
            Path.Join(state, "repo"),
            files => new ConfigLoader(files, []).LoadFleet(),
            () => accepted,
            TimeProvider.System,
            NullLogger<GitConfigSource>.Instance,
            gate);
    }

    public void Dispose()
    {
        source.Dispose();
        remote.Dispose();
        anna.Dispose();
        Directory.Delete(state, recursive: true);
    }

    [Test]
    public async Task Sync_Held_WaitsThenGoesAsFarAsReleased()
    {
        var ids = Commits(4);
        accepted = ids[0];
        gate.Say = _ => new RolloutLimit(false, ids[0], "soaking");

        Assert.That(await source.SyncAsync(default), Is.EqualTo(new SyncResult.Waiting(new HeldCommit(ids[3], "soaking"))));

        gate.Say = _ => new RolloutLimit(false, ids[2], "soaking");
        var some = await Accept();
        Assert.That((some.Known.Commit.Id, some.Known.Commit.SignedBy, some.Held), Is.EqualTo((ids[2], "anna (ssh)", new HeldCommit(ids[3], "soaking"))));

        gate.Say = _ => RolloutLimit.None;
        var all = await Accept();
        Assert.That((all.Known.Commit.Id, all.Held), Is.EqualTo((ids[3], (HeldCommit?)null)));
        Assert.That(gate.Rings, Is.EqualTo(new[] { "early", "rest" }), "the rings of the commit that is weighed");
    }

    [Test]
    public async Task Sync_FirstCommitHeld_TakesTheReleasedOne()
    {
        var ids = Commits(3);
        gate.Say = first => new RolloutLimit(false, first ? ids[1] : null, "soaking");

        Assert.That((await Accept()).Known.Commit.Id, Is.EqualTo(ids[1]));
        Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Waiting>());
    }

    [Test]
    public async Task Sync_ReleaseOfAForeignOrOlderCommit_MovesNothing()
    {
        var ids = Commits(3);
        accepted = ids[1];
        foreach (var released in new[] { ids[0], "beef000000000000000000000000000000000000" })
        {
            gate.Say = _ => new RolloutLimit(false, released, "soaking");
            Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Waiting>());
        }
    }

    [Test]
    public async Task Sync_ReleaseOfAnUnsignedCommit_IsNoWayAroundTheSignature()
    {
        var begin = Commits(1)[0];
        remote.Write("a", "b");
        var unsigned = remote.Commit("Unsigned");
        remote.Commit("Signed on top", anna);
        accepted = begin;
        gate.Say = _ => new RolloutLimit(false, unsigned, "soaking");

        var result = await source.SyncAsync(default);

        Assert.That(result, Is.TypeOf<SyncResult.Waiting>());
        Assert.That(((SyncResult.Waiting)result).Held.Reason, Does.Contain("does not count by itself").And.Contain("is not signed"));
    }

    [Test]
    public async Task Sync_BadHead_IsRefusedAndNotJustHeld()
    {
        accepted = Commits(1)[0];
        remote.Commit("Unsigned");
        gate.Say = _ => new RolloutLimit(false, null, "soaking");

        Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Refused>());
    }

    [Test]
    public async Task Sync_RepositoryWalkedBackForAHostThatLostItsState_IsRefused()
    {
        var ids = Commits(3);
        remote.Git("reset", "-q", "--hard", ids[0]);
        gate.Witnessed = ids[2];

        var refused = await source.SyncAsync(default) as SyncResult.Refused;

        Assert.That(refused?.Reason, Does.StartWith($"Git offers {ids[0][..7]}, which does not contain {ids[2][..7]} that this host had accepted before"));

        remote.Git("reset", "-q", "--hard", ids[2]);
        Assert.That((await Accept()).Known.Commit.Id, Is.EqualTo(ids[2]), "the witnessed commit itself will do");
        remote.Commit("Further", anna);
        Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Accepted>());
    }

    [Test]
    public async Task Sync_WalkedBackBeforeTheWitnessWasHeard_IsRefusedAfterwards()
    {
        var ids = Commits(2);
        remote.Git("reset", "-q", "--hard", ids[0]);
        (await Accept()).Known.Dispose();
        gate.Witnessed = ids[1];

        Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Refused>());
        gate.Witnessed = ids[0];
        Assert.That(await source.SyncAsync(default), Is.TypeOf<SyncResult.Unchanged>());
    }

    private List<string> Commits(int count) => [.. Enumerable.Range(1, count).Select(i => remote.Commit($"Commit {i}", anna))];

    private async Task<SyncResult.Accepted> Accept()
    {
        var result = await source.SyncAsync(default);
        Assert.That(result, Is.TypeOf<SyncResult.Accepted>(), $"{result}");
        var taken = (SyncResult.Accepted)result;
        accepted = taken.Known.Commit.Id;
        return taken;
    }

    private sealed class ScriptedGate : IRolloutGate
    {
        public string? Witnessed { get; set; }

        public Func<bool, RolloutLimit> Say { get; set; } = _ => RolloutLimit.None;

        public IEnumerable<string> Rings { get; private set; } = [];

        public RolloutLimit Limit(string candidate, RolloutSettings rollout, bool first)
        {
            Rings = rollout.Rings.Keys;
            return Say(first);
        }
    }
}
