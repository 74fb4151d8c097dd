using Mint.Core.Applying;
using Mint.Core.Config;
using Mint.Core.Confirming;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Testing.Conformance;
using Mint.UnitTests.Engine;
using NUnit.Framework;

namespace Mint.UnitTests.Confirming;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConfirmationTests
{
    private readonly World world = new();
    private readonly FakeWayBack wayBack;
    private readonly FakeTargets targets = new();

    public ConfirmationTests()
    {
        wayBack = new FakeWayBack(world.Host);
        Checks(FakeCheck.Passing());
    }

    [Test]
    public async Task Change_ThatIsProven_StaysAndNothingIsLeftOfTheWayBack()
    {
        var check = FakeCheck.Passing();
        Checks(check);

        var report = await world.RunAsync(Gate("a"));

        Assert.That(report.Results.Select(r => r.Outcome), Is.EqualTo(new[] { Outcome.Created }));
        Assert.That(world.Read("a", "gate"), Is.EqualTo("1"));
        Assert.That(world.Ledger.ReadOwned()[World.Id("a", "gate")].SpecHash, Is.Not.Null);
        Assert.That(wayBack.Left, Is.Empty);
        Assert.That(wayBack.Armed, Is.False);
        Assert.That(check.Targets?.SshPorts, Is.EqualTo(new[] { 2222 }), "after the change the new port counts");
    }

    [Test]
    public async Task Change_IsMadeOnlyWhileTheTimerRunsAndTheRestorePointWaits()
    {
        var seen = false;
        world.Gate.AfterApply["a"] = _ => seen = wayBack is { Armed: true, Waits: true };

        await world.RunAsync(Gate("a"));

        Assert.That(seen, Is.True);
        var run = world.Host.Commands.Single(c => c.Program == "systemd-run");
        Assert.That(run.Arguments, Does.Contain("--on-active=60s").And.Contain("--timer-property=AccuracySec=100ms").And.Contain("/var/lib/mint-agent/restore-point/revert"));
    }

    [Test]
    public async Task Change_ThatCutsTheHostOff_IsTakenBackWithItsCommitAndReason()
    {
        await world.RunAsync(Gate("a", "old"));
        Checks(FakeCheck.CutOff("peer"));

        var report = await world.RunAsync(Gate("a", "new"), World.Want("other"));

        Assert.That(world.Read("a", "gate"), Is.EqualTo("old"));
        Assert.That(report.TakenBack?.Commit, Is.EqualTo(world.Commit.Id));
        Assert.That(report.TakenBack?.Reason, Is.EqualTo("taken back: after it peer: peer was asked; gate/a is as before"));
        Assert.That(report.Results.Single(r => r.Id == World.Id("a", "gate")).Outcome, Is.EqualTo(Outcome.Failed));
        Assert.That(report.WayInStands, Is.False);
        Assert.That((await world.PlanAsync(Gate("a", "old"), World.Want("other"))).Changes, Is.Empty, "the commit before is in force again");
        Assert.That(wayBack.Armed, Is.False);
    }

    [Test]
    public async Task Change_ThatWasTakenBack_EndsTheRunBeforeAnythingIsRemoved()
    {
        await world.RunAsync(Gate("a", "old"), World.Want("gone"));
        Checks(FakeCheck.CutOff());

        await world.RunAsync(Gate("a", "new"));

        Assert.That(world.Read("gone"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Check_ThatDidNotPassBefore_CondemnsNothing()
    {
        Checks(FakeCheck.Passing("git"), FakeCheck.Failing("peer"), new FakeCheck("mesh", _ => WayInOutcome.Unavailable));

        var report = await world.RunAsync(Gate("a"));

        Assert.That(report.Converged, Is.True);
    }

    [Test]
    public async Task Check_ThatIsNotWanted_IsNotMade()
    {
        var peer = FakeCheck.CutOff("peer");
        Checks(FakeCheck.Passing("git"), peer);
        Confirm(new ConfirmSettings { Without = ["peer"] });

        var report = await world.RunAsync(Gate("a"));

        Assert.That((report.Converged, peer.Looks), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task Check_OfWhatTheChangeDoesAwayWith_CondemnsNothing()
    {
        targets.Afterwards = new WayInTargets([22], []);
        Checks(FakeCheck.Passing("git"), new FakeCheck("mesh", look => look == 1 ? WayInOutcome.Passed : WayInOutcome.Unavailable));

        Assert.That((await world.RunAsync(Gate("a"))).Converged, Is.True);
    }

    [TestCase(WayInOutcome.Failed)]
    [TestCase(WayInOutcome.Unavailable)]
    public async Task Check_ThatIsRequiredAndDoesNotPassBefore_HoldsTheChange(WayInOutcome outcome)
    {
        Checks(FakeCheck.Passing("git"), new FakeCheck("peer", _ => outcome));
        Confirm(new ConfirmSettings { Require = ["git", "peer"] });

        var report = await world.RunAsync(Gate("a"));

        AssertNothingWasChanged(report, "peer: peer was asked");
    }

    [Test]
    public async Task Check_ThatIsRequiredAndUnknown_HoldsTheChange()
    {
        Confirm(new ConfirmSettings { Require = ["mesh"] });

        AssertNothingWasChanged(await world.RunAsync(Gate("a")), "no such check");
    }

    [Test]
    public async Task NothingPassesBefore_HoldsUnlessTheConfigurationSaysProceed()
    {
        Checks(FakeCheck.Failing("git"));
        AssertNothingWasChanged(await world.RunAsync(Gate("a")), "nothing could prove it");

        Confirm(new ConfirmSettings { Unproven = UnprovenPolicy.Proceed });
        await world.RunAsync(Gate("a"));

        Assert.That(world.Read("a", "gate"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Check_ThatComesBackInTime_LetsTheChangeStay()
    {
        Checks(new FakeCheck("git", look => look is 1 or > 5 ? WayInOutcome.Passed : WayInOutcome.Failed));

        var report = await world.RunAsync(Gate("a"));

        Assert.That(report.Converged, Is.True);
    }

    [Test]
    public async Task Check_ThatBreaks_IsAFailureNotTheEndOfTheRun()
    {
        Checks(new FakeCheck("git", look => look == 1 ? WayInOutcome.Passed : throw new InvalidOperationException("a bug")));

        var report = await world.RunAsync(Gate("a"));

        Assert.That(report.TakenBack?.Reason, Does.Contain("a bug"));
        Assert.That(world.Read("a", "gate"), Is.Null);
    }

    [Test]
    public async Task NoTimer_HoldsTheChange()
    {
        world.Host.Programs["systemd-run"] = (c, _) => new CommandResult(c.Program, 1, "", "Failed to start transient timer unit");

        AssertNothingWasChanged(await world.RunAsync(Gate("a")), "there would be no way back: systemd-run exited with 1");
        Assert.That(wayBack.Left, Is.Empty);
    }

    [Test]
    public async Task NoWayBackKnown_HoldsTheChange()
    {
        world.Gate.FailRestorePoint["a"] = new ResourceException(FailureKind.NeedsPerson, "too odd to put back");

        AssertNothingWasChanged(await world.RunAsync(Gate("a")), "too odd to put back");
    }

    [Test]
    public async Task FullDisk_HoldsTheChange()
    {
        var report = await world.RunAsync(world.Request([Gate("a")]), new FullDiskHost(world.Host));

        AssertNothingWasChanged(report, "no space left");
    }

    [Test]
    public async Task Timer_ThatIsFasterThanTheConfirmation_Wins()
    {
        await world.RunAsync(Gate("a", "old"));
        Checks(new FakeCheck("git", look =>
        {
            if (look == 2)
            {
                wayBack.Fire();
            }

            return WayInOutcome.Passed;
        }));

        var report = await world.RunAsync(Gate("a", "new"));

        Assert.That(world.Read("a", "gate"), Is.EqualTo("old"));
        Assert.That(report.TakenBack?.Reason, Does.Contain("nobody confirmed it"));
    }

    [Test]
    public async Task Timer_ThatFiresWhileTheChangeIsMade_LeavesNothingOfIt()
    {
        await world.RunAsync(Gate("a", "old"), Gate("b", "old"));
        world.Gate.AfterApply["a"] = _ => wayBack.Fire();

        await world.RunAsync(Gate("a", "new"), Gate("b", "new"));

        Assert.That((world.Read("a", "gate"), world.Read("b", "gate")), Is.EqualTo(("old", "old")));
    }

    [Test]
    public async Task GracefulStop_TakesTheChangeBackAndBlamesNobody()
    {
        await world.RunAsync(Gate("a", "old"));
        using var stop = new CancellationTokenSource();
        Checks(new FakeCheck("git", look =>
        {
            if (look > 1)
            {
                stop.Cancel();
            }

            return look == 1 ? WayInOutcome.Passed : WayInOutcome.Failed;
        }));

        var report = await world.RunAsync(world.Request([Gate("a", "new")]), ct: stop.Token);

        Assert.That(report, Is.Not.Null.And.Property(nameof(RunReport.Interrupted)).True);
        Assert.That(report.TakenBack, Is.Null);
        Assert.That(world.Read("a", "gate"), Is.EqualTo("old"));
        Assert.That(wayBack.Left, Is.Empty);
        Assert.That(await New(FakeCheck.Passing()).RecoverAsync(world.Host), Is.Null);
        Assert.That((await world.PlanAsync(Gate("a", "new"))).Changes.Single().TouchesWayIn, Is.True, "it is made again at the next start");
    }

    [Test]
    public async Task Killed_AnywhereInBetween_TheStateIsTheOldOneOrTheConfirmedNewOne()
    {
        var (taken, kept) = (0, 0);
        for (var killAt = 1; ; killAt++)
        {
            var (w, fate) = (new World(), new Fate(killAt));
            var back = new FakeWayBack(w.Host);
            w.Confirmation = New(w, FakeCheck.Passing());
            await w.RunAsync(Gate("a", "old"));
            try
            {
                await w.RunAsync(w.Request([Gate("a", "new")]), new MortalHost(w.Host, fate), new MortalLedger(w.Ledger, fate.Step));
            }
            catch (AgentKilledException)
            {
            }

            if (!fate.Dead)
            {
                break;
            }

            w.Restart();
            var found = await New(w, FakeCheck.Passing()).RecoverAsync(w.Host);
            Assert.That(back.Waits, Is.False);
            Assert.That(w.Read("a", "gate"), Is.EqualTo(found is null && w.Read("a", "gate") == "new" ? "new" : "old"), $"killed at {killAt}");
            if (found is not null)
            {
                taken++;
                Assert.That(found.Commit, Is.EqualTo(w.Commit.Id));
                Assert.That(found.Members, Is.EqualTo(new[] { World.Id("a", "gate") }));
                await w.RunAsync(Gate("a", "old"));
            }
            else
            {
                kept++;
                await w.RunAsync(Gate("a", "new"));
            }

            Assert.That((await w.PlanAsync(Gate("a", found is null ? "new" : "old"))).Changes, Is.Empty, $"killed at {killAt}");
        }

        Assert.That(taken, Is.GreaterThan(3));
        Assert.That(kept, Is.GreaterThan(3));
    }

    [Test]
    public async Task DriftFromWhatWasConfirmed_IsRepairedAtOnce()
    {
        await world.RunAsync(Gate("a"));
        world.Host.Commands.Clear();
        Checks(FakeCheck.Failing());
        world.Tamper("a", kind: "gate");

        await world.RunAsync(Gate("a"));

        Assert.That(world.Read("a", "gate"), Is.EqualTo("1"));
        Assert.That(world.Host.Commands.Select(c => c.Program), Does.Not.Contain("systemd-run"));
    }

    [Test]
    public async Task Changes_OfTheWayIn_ComeAfterAllElseUnderOneConfirmation()
    {
        var later = World.Want("b") with { DependsOn = [World.Id("a", "gate")] };
        var deep = Gate("c") with { DependsOn = [World.Id("a", "gate")] };

        await world.RunAsync(Gate("a"), World.Want("z"), deep, later);

        Assert.That(world.Host.Commands.Count(c => c.Program == "systemd-run"), Is.EqualTo(1));
        Assert.That(world.Host.Log.Where(l => l.StartsWith("write /toy/", StringComparison.Ordinal)), Is.EqualTo(new[] { "write /toy/toy.z", "write /toy/gate.a", "write /toy/gate.c", "write /toy/toy.b" }));
    }

    [Test]
    public async Task Reload_ThatAChangeOfTheWayInAsksFor_IsDoneBeforeTheChecks()
    {
        await world.RunAsync(World.Want("service"), Gate("a", "old"));
        var reloads = -1;
        Checks(new FakeCheck("git", look =>
        {
            reloads = look == 2 ? world.Reloads.Count() : reloads;
            return WayInOutcome.Passed;
        }));

        await world.RunAsync(World.Want("service"), Gate("a", "new") with { Notifies = [World.Id("service")] });

        Assert.That(reloads, Is.EqualTo(1));
    }

    [Test]
    public async Task Removal_ThatCutsTheHostOff_IsTakenBackAndStaysOurs()
    {
        await world.RunAsync(Gate("a"));
        Checks(FakeCheck.CutOff());

        await world.RunAsync();

        Assert.That(world.Read("a", "gate"), Is.EqualTo("1"));
        Assert.That(world.Ledger.ReadOwned()[World.Id("a", "gate")].Ownership, Is.EqualTo(Ownership.Created));
    }

    [Test]
    public async Task Ledger_ThatCanNotBeWritten_TakesTheChangeBackAndBlamesNobody()
    {
        await world.RunAsync(Gate("a", "old"));
        var full = new MortalLedger(world.Ledger, () =>
        {
            if (wayBack.Armed)
            {
                throw new ResourceException(FailureKind.Retry, "disk full");
            }
        });

        Assert.That(async () => await world.RunAsync(world.Request([Gate("a", "new")]), ledger: full), Throws.TypeOf<ResourceException>());

        Assert.That(world.Read("a", "gate"), Is.EqualTo("old"));
        Assert.That(wayBack.Left, Is.Empty);
        Assert.That(wayBack.Armed, Is.False);
    }

    private static Resource Gate(string name, string content = "1") => World.Want(name, content, "gate");

    private Confirmation New(World world, params IReadOnlyList<IWayInCheck> checks)
    {
        world.Confirmation = new Confirmation(FakeWayBack.Directory, checks, targets, new HastyTime());
        return (Confirmation)world.Confirmation;
    }

    private Confirmation New(params IReadOnlyList<IWayInCheck> checks) => New(world, checks);

    private void Checks(params IReadOnlyList<IWayInCheck> checks)
    {
        New(checks);
        world.Restart();
    }

    private void Confirm(ConfirmSettings settings) => world.Policy = GuardPolicy.Default with { Confirm = settings };

    private void AssertNothingWasChanged(RunReport report, string reason)
    {
        Assert.That(world.Read("a", "gate"), Is.Null);
        Assert.That(report.Results.Select(r => (r.Outcome, r.Change.Action)), Is.EqualTo(new[] { (Outcome.Skipped, ChangeAction.Create) }));
        Assert.That(report.Results[0].Message, Does.Contain(reason));
        Assert.That(report.Converged, Is.False);
        Assert.That(wayBack.Armed, Is.False);
        Assert.That(world.Ledger.ReadOwned(), Is.Empty);
    }

    /// <summary>Nothing can be written below the agent's directory.</summary>
    private sealed class FullDiskHost(IHost host) : InterceptingHost(host)
    {
        protected override void OnWrite(string path, ReadOnlySpan<byte> content)
        {
            if (path.StartsWith(FakeWayBack.Directory, StringComparison.Ordinal))
            {
                throw new ResourceException(FailureKind.Retry, $"{path}: no space left on device");
            }
        }
    }
}
