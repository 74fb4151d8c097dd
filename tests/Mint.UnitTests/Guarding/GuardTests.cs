using Mint.Core;
using Mint.Core.Applying;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Guarding;

public sealed class GuardTests
{
    [Test]
    public async Task Run_ObservedResource_IsReportedAndNeverTouchedOrOwned()
    {
        var world = new World();
        world.Tamper("inplace", "1");
        Resource[] wanted = [Want("a") with { Mode = Mode.Observe }, Want("inplace") with { Mode = Mode.Observe }];

        var report = await world.RunAsync(wanted);

        Assert.That(report.Holds.Single().Kind, Is.EqualTo(HoldKind.Observe));
        Assert.That(world.Host.Log, Is.Empty);
        Assert.That(world.Ledger.ReadOwned(), Is.Empty);
    }

    [Test]
    public async Task Run_ReloadOfAnObservedTarget_IsHeldAndStaysOwed()
    {
        var world = new World();
        await world.RunAsync(Want("conf"), Want("unit"));

        var report = await world.RunAsync(Want("conf", "2") with { Notifies = [Id("unit")] }, Want("unit") with { Mode = Mode.Observe });

        Assert.That(report.Holds.Single().Change.Action, Is.EqualTo(ChangeAction.Refresh));
        Assert.That(world.Reloads, Is.Empty);
        Assert.That(world.Ledger.ReadOwed(), Is.EqualTo(new[] { Id("unit") }));
    }

    [Test]
    public async Task Run_HostOnlyObserved_KeepsItsOrphans()
    {
        var world = new World();
        await world.RunAsync(Want("a"));
        world.Policy = new GuardPolicy { Mode = Mode.Observe };

        var report = await world.RunAsync();

        Assert.That(report.Holds.Single().Kind, Is.EqualTo(HoldKind.Observe));
        Assert.That(world.Read("a"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Run_OrphanOnlyObservedByItsName_IsKept()
    {
        var world = new World();
        await world.RunAsync(Want("a"), Want("b"));
        world.Policy = new GuardPolicy { Modes = new Dictionary<string, Mode> { ["toy/a"] = Mode.Observe } };

        await world.RunAsync();

        Assert.That((world.Read("a"), world.Read("b")), Is.EqualTo(("1", (string?)null)));
    }

    [Test]
    public async Task Run_Paused_ChangesNothingUntilItIsResumed()
    {
        var world = new World();
        world.Ledger.WritePause(new Pause("anna", "restoring a database", world.Time.GetUtcNow(), world.Time.GetUtcNow().AddHours(1)));

        var paused = await world.RunAsync(Want("a"));
        world.Advance(TimeSpan.FromHours(2));
        var ended = await world.RunAsync(Want("a"));

        Assert.That(paused.Holds.Single().Reason, Does.Contain("anna").And.Contain("restoring a database"));
        Assert.That(paused.Holds.Single().Until, Is.EqualTo(world.Time.GetUtcNow().AddHours(-1)));
        Assert.That(ended.Holds.Single().Reason, Does.Contain("mint resume"));
        Assert.That(ended.Holds.Single().Until, Is.Null);
        Assert.That(world.Host.Log, Is.Empty);

        world.Ledger.WritePause(null);
        Assert.That((await world.RunAsync(Want("a"))).Converged, Is.True);
    }

    [TestCase(5, null, true)]
    [TestCase(6, null, false)]
    [TestCase(6, "delete=5", false)]
    [TestCase(6, "delete=6", true)]
    [TestCase(6, "delete=six", false)]
    [TestCase(6, "restart=6", false)]
    [TestCase(6, "restart=1, DELETE=7", true)]
    public async Task Run_ManyDeletions_GoUpToTheLimitOrWhatTheTrailerNames(int count, string? trailer, bool deleted)
    {
        var world = new World();
        await world.RunAsync(Enumerable.Range(0, count).Select(i => Want($"t{i}")));
        world.Commit = world.Commit with { Trailers = trailer is null ? [] : [new("mint-allow", trailer)] };

        var report = await world.RunAsync();

        Assert.That(world.Ledger.ReadOwned(), deleted ? Is.Empty : Has.Count.EqualTo(count));
        Assert.That(report.Holds.Select(h => h.Kind), deleted ? Is.Empty : Has.All.EqualTo(HoldKind.BlastRadius));
        Assert.That(report.Holds.Select(h => h.Reason), Has.All.Contains("Mint-Allow: delete=6"));
    }

    [Test]
    public async Task Run_ManyRestarts_AreHeldAndStayOwed()
    {
        var world = new World { Policy = new GuardPolicy { RestartLimit = 2 } };
        static Resource Unit(string name) => Want(name) with { Spec = new ToySpec("1", Disturbs: true) };
        await world.RunAsync(Want("conf"), Unit("u1"), Unit("u2"), Unit("u3"));

        var report = await world.RunAsync(Want("conf", "2") with { Notifies = [Id("u1"), Id("u2"), Id("u3")] }, Unit("u1"), Unit("u2"), Unit("u3"));

        Assert.That(world.Read("conf"), Is.EqualTo("2"));
        Assert.That(world.Reloads, Is.Empty);
        Assert.That(report.Holds.Select(h => h.Reason), Has.Exactly(3).Contains("Mint-Allow: restart=3"));
        Assert.That(world.Ledger.ReadOwed(), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Run_OutsideItsWindow_WaitsForTheNextOpening()
    {
        var world = new World { Policy = Windows(("night", "22:00-02:00", "toy/a*")) };

        var report = await world.RunAsync(Want("a"), Want("b"));
        world.Advance(TimeSpan.FromHours(13));
        await world.RunAsync(Want("a"), Want("b"));

        Assert.That(report.Holds.Single().Until, Is.EqualTo(new DateTimeOffset(2026, 11, 24, 22, 0, 0, TimeSpan.Zero)));
        Assert.That(report.Holds.Single().Reason, Does.Contain("22:00-02:00 (night)"));
        Assert.That(world.Read("a"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Run_SeveralWindowsOverOneResource_AnyOpenOneLetsItGo()
    {
        var world = new World { Policy = Windows(("night", "22:00-02:00", "toy/*"), ("noon", "11:00-13:00", "toy/a")) };

        var report = await world.RunAsync(Want("a"), Want("b"));

        Assert.That(report.Holds.Select(h => h.Change.Id), Is.EqualTo(new[] { Id("b") }));
    }

    [Test]
    public async Task Run_FailedResource_WaitsForItsNextTry()
    {
        var world = new World();
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.Retry, "no space");
        await world.RunAsync(Want("a"));
        world.Toy.FailApply.Clear();

        var held = await world.RunAsync(Want("a"));
        world.Advance(TimeSpan.FromSeconds(40));
        var tried = await world.RunAsync(Want("a"));

        Assert.That(held.Holds.Single(), Has.Property("Kind").EqualTo(HoldKind.Trouble).And.Property("Reason").EqualTo("no space"));
        Assert.That(tried.Converged, Is.True);
    }

    [Test]
    public async Task Run_FailedResourceWithANewSpec_IsTriedAtOnce()
    {
        var world = new World();
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.NeedsPerson, "bad syntax");
        await world.RunAsync(Want("a", "1"));
        world.Toy.FailApply.Clear();

        Assert.That((await world.RunAsync(Want("a", "1"))).Holds, Has.Count.EqualTo(1));
        Assert.That((await world.RunAsync(Want("a", "2"))).Converged, Is.True);
    }

    [Test]
    public async Task Run_FailedResourceAndAPersonAsks_IsTriedAtOnce()
    {
        var world = new World();
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.NeedsPerson, "bad syntax");
        await world.RunAsync(Want("a"));
        world.Toy.FailApply.Clear();

        Assert.That((await world.RunAsync(world.Request([Want("a")], Trigger.Person))).Converged, Is.True);
    }

    [Test]
    public async Task Run_FailureThatNamesItsTime_WaitsUntilThen()
    {
        var world = new World();
        var until = world.Time.GetUtcNow().AddHours(5);
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.WaitUntil, "rate limit", until);
        await world.RunAsync(Want("a"));

        Assert.That((await world.RunAsync(Want("a"))).Holds.Single().Until, Is.EqualTo(until));
    }

    [Test]
    public async Task Run_WhatDependsOnATroubledResource_WaitsAsLongAsIt()
    {
        var world = new World();
        await world.RunAsync(Want("conf"), Want("unit"));
        world.Toy.FailApply["conf"] = new ResourceException(FailureKind.Retry, "no");
        Resource[] wanted = [Want("conf", "2") with { Notifies = [Id("unit")] }, Want("unit", "2")];
        await world.RunAsync(wanted);

        var report = await world.RunAsync(wanted);

        Assert.That(report.Results.Select(r => (r.Id, r.Outcome)), Is.EqualTo(new[] { (Id("unit"), Outcome.Skipped), (Id("unit"), Outcome.Skipped) }));
        Assert.That(world.Ledger.ReadOwed(), Is.EqualTo(new[] { Id("unit") }));
    }

    [Test]
    public async Task Run_ModuleRule_HoldsWithItsReason()
    {
        var world = new World();
        await world.RunAsync(Want("key"));
        world.Rules.Add(new LastKeyRule());
        world.Restart();

        var report = await world.RunAsync();

        Assert.That(report.Holds.Single().Kind, Is.EqualTo(HoldKind.WayIn));
        Assert.That(world.Read("key"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Run_RuleLetGoBecauseOfAReplacementThatFailed_KeepsTheOldOne()
    {
        var world = new World();
        await world.RunAsync(Want("key-anna"));
        world.Rules.Add(new LastKeyRule());
        world.Restart();
        world.Toy.FailApply["key-bob"] = new ResourceException(FailureKind.Retry, "no");

        var report = await world.RunAsync(Want("key-bob"));

        Assert.That(world.Read("key-anna"), Is.EqualTo("1"));
        Assert.That(report.Results.Single(r => r.Id == Id("key-anna")).Outcome, Is.EqualTo(Outcome.Skipped));
        Assert.That(world.Ledger.ReadOwned(), Contains.Key(Id("key-anna")));
    }

    private static GuardPolicy Windows(params (string Name, string Window, string Glob)[] rules) => new()
    {
        Maintenance = [.. rules.Select(r => MaintenanceWindow.TryParse(r.Window, out var window, out _)
            ? new MaintenanceRule(r.Name, window, [r.Glob])
            : throw new ArgumentException(r.Window))],
    };

    private sealed class LastKeyRule : IGuardRule
    {
        public IEnumerable<Hold> Review(IReadOnlyList<Change> changes, ResourceGraph desired, Release release) =>
            desired.InOrder.Any(r => r.Id.Name.StartsWith("key", StringComparison.Ordinal))
                ? []
                : changes.Where(c => c.Action == ChangeAction.Delete).Select(c => new Hold(c, HoldKind.WayIn, "the last key", null));
    }
}
