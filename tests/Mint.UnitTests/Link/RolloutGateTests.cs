using Microsoft.Extensions.Time.Testing;
using Mint.Agent.Link;
using Mint.Core.Config;
using Mint.Core.Ledger;
using Mint.Platform.Git.Sync;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.Link;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RolloutGateTests
{
    private const string A = "aaaa000000000000000000000000000000000000";
    private const string B = "bbbb000000000000000000000000000000000000";
    private static readonly Uri Coordinator = new("https://coordinator.example.org:7443");

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryLedger ledger = new();

    [Test]
    public void Limit_NoRings_IsNone() => Assert.That(Gate(Coordinator).Gate.Limit(A, new RolloutSettings(), first: false), Is.EqualTo(RolloutLimit.None));

    [Test]
    public void Limit_LinkUp_IsWhatTheCoordinatorReleased()
    {
        var (gate, link) = Gate(Coordinator);
        link.RaiseUp(new Release(false, B, "ring early soaks until 14:00"));
        var held = gate.Limit(A, Rings(UnreachablePolicy.Proceed), first: false);
        link.LetFollow(new Release(true, "", ""));

        Assert.That(held, Is.EqualTo(new RolloutLimit(false, B, "It waits for its ring: ring early soaks until 14:00")));
        Assert.That(gate.Limit(A, Rings(UnreachablePolicy.Hold), first: false).All, Is.True);
    }

    [Test]
    public void Limit_LinkDownAndHold_StaysWithTheLastReleased()
    {
        var (gate, link) = Gate(Coordinator);
        link.RaiseUp(new Release(false, B, ""));
        link.TakeDown("gone");
        clock.Advance(TimeSpan.FromDays(30));

        var limit = gate.Limit(A, Rings(UnreachablePolicy.Hold), first: true);

        Assert.That((limit.All, limit.Commit), Is.EqualTo((false, B)));
        Assert.That(limit.Reason, Does.Contain("can't be reached").And.Contain("rollout.unreachable"));
    }

    [Test]
    public void Limit_LinkDownAfterAllWasReleased_HoldsWhatCameLater()
    {
        var (gate, link) = Gate(Coordinator);
        link.RaiseUp(new Release(true, "", ""));
        link.TakeDown("gone");

        Assert.That(gate.Limit(A, Rings(UnreachablePolicy.Hold), first: false), Has.Property("All").False.And.Property("Commit").Null);
    }

    [Test]
    public void Limit_LinkDownAndProceed_FollowsAfterItsTimeAlsoAcrossARestart()
    {
        var before = Gate(Coordinator).Gate.Limit(A, Rings(UnreachablePolicy.Proceed), first: false);
        clock.Advance(TimeSpan.FromMinutes(59));
        var still = Gate(Coordinator).Gate.Limit(A, Rings(UnreachablePolicy.Proceed), first: false);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That((before.All, still.All), Is.EqualTo((false, false)));
        Assert.That(still.Reason, Does.Contain(before.Reason[^40..]), "the time stands from when it was first seen");
        Assert.That(Gate(Coordinator).Gate.Limit(A, Rings(UnreachablePolicy.Proceed), first: false).All, Is.True);
    }

    [Test]
    public void Limit_LinkUpInBetween_TheTimeAloneCountsAnew()
    {
        var (gate, link) = Gate(Coordinator);
        gate.Limit(A, Rings(UnreachablePolicy.Proceed), first: false);
        link.RaiseUp(new Release(false, B, "held by anna"));
        clock.Advance(TimeSpan.FromDays(1));
        gate.Limit(A, Rings(UnreachablePolicy.Proceed), first: false);
        link.TakeDown("restarts");
        var atOnce = gate.Limit(A, Rings(UnreachablePolicy.Proceed), first: false);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.That((atOnce.All, atOnce.Commit), Is.EqualTo((false, (string?)null)));
        Assert.That(gate.Limit(A, Rings(UnreachablePolicy.Proceed), first: false).All, Is.True);
    }

    [Test]
    public void Limit_ProceedInABusyRepo_GoesToTheNewestRipeCommit()
    {
        var gate = Gate(Coordinator).Gate;
        string Id(int i) => $"{i:x40}";
        var limits = new List<string?>();
        for (var i = 1; i <= 30; i++)
        {
            limits.Add(gate.Limit(Id(i), Rings(UnreachablePolicy.Proceed), first: false).Commit);
            clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.That(limits[5], Is.Null);
        Assert.That(limits[6], Is.EqualTo(Id(1)));
        Assert.That(limits[29], Is.EqualTo(Id(24)));
    }

    [Test]
    public void Limit_NoCoordinator_LetsTheFirstCommitInAndHoldsTheNext()
    {
        var gate = Gate(null).Gate;

        Assert.That(gate.Limit(A, Rings(UnreachablePolicy.Hold), first: true).All, Is.True);
        Assert.That(gate.Limit(B, Rings(UnreachablePolicy.Hold), first: false).Reason, Does.Contain("agent.yaml names no coordinator"));
    }

    [Test]
    public async Task OpenForTheFirst_WaitsForAWelcomeButNotForEver()
    {
        var (gate, _) = Gate(Coordinator);
        var waiting = gate.OpenForTheFirstAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(29));
        var early = waiting.IsCompleted;
        clock.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(5));

        var (other, link) = Gate(Coordinator);
        var welcome = other.OpenForTheFirstAsync(CancellationToken.None);
        link.RaiseUp(new Release(true, "", ""));
        await welcome.WaitAsync(TimeSpan.FromSeconds(5));

        Assert.That(early, Is.False);
    }

    [Test]
    public void OpenForTheFirst_AnythingAcceptedOrNoCoordinator_DoesNotWait()
    {
        Assert.That(Gate(null).Gate.OpenForTheFirstAsync(CancellationToken.None).IsCompleted, Is.True);
        ledger.WriteFact(LedgerFacts.AcceptedCommit, A);
        Assert.That(Gate(Coordinator).Gate.OpenForTheFirstAsync(CancellationToken.None).IsCompleted, Is.True);
    }

    [Test]
    public void Witnessed_WithoutACoordinator_BindsNobody()
    {
        ledger.WriteFact(LedgerFacts.WitnessedCommit, A);

        Assert.That((Gate(Coordinator).Gate.Witnessed, Gate(null).Gate.Witnessed), Is.EqualTo((A, (string?)null)));
    }

    private static RolloutSettings Rings(UnreachablePolicy policy) => new()
    {
        Rings = new Dictionary<string, RingSettings> { ["early"] = new(), ["rest"] = new() },
        Unreachable = policy,
    };

    private (RolloutGate Gate, LinkState Link) Gate(Uri? coordinator)
    {
        var link = new LinkState(coordinator, clock);
        return (new RolloutGate(link, ledger, clock), link);
    }
}
