using Mint.Core.Applying;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Planning;

public sealed class OrphanTests
{
    [Test]
    public async Task Run_ThingWeMade_IsDeletedAndForgotten()
    {
        var world = new World();
        await world.RunAsync(Want("a"), Want("b"));

        var report = await world.RunAsync(Want("b"));

        Assert.That(report.Results.Single().Outcome, Is.EqualTo(Outcome.Deleted));
        Assert.That(world.Read("a"), Is.Null);
        Assert.That(world.Ledger.ReadOwned().Keys, Is.EqualTo(new[] { Id("b") }));
    }

    [Test]
    public async Task Run_ThingThatWasThereBeforeUs_IsLetGoAndStays()
    {
        var world = new World();
        world.Tamper("a", "foreign");
        await world.RunAsync(Want("a"));

        var report = await world.RunAsync();

        Assert.That(report.Results.Single().Outcome, Is.EqualTo(Outcome.Disowned));
        Assert.That(world.Read("a"), Is.EqualTo("1"));
        Assert.That(world.Ledger.ReadOwned(), Is.Empty);
        Assert.That(world.Ledger.ReadPreserved(Id("a")), Is.EqualTo("foreign"u8.ToArray()));
    }

    [Test]
    public async Task Run_SeveralOrphans_AreDeletedInReverseOrder()
    {
        var world = new World();
        await world.RunAsync(Want("a") with { DependsOn = [Id("z")] }, Want("m"), Want("z"));

        await world.RunAsync();

        Assert.That(world.Host.Log.TakeLast(3), Is.EqualTo(new[] { "delete /toy/toy.a", "delete /toy/toy.z", "delete /toy/toy.m" }));
    }

    [Test]
    public async Task Run_OrphansThatGoTogether_GoInOneCallAfterWhatStandsOnThem()
    {
        var world = new World();
        await world.RunAsync(
            Want("p", kind: "bundle"), Want("q", kind: "bundle"), Want("conf") with { DependsOn = [Id("p", "bundle")] },
            Want("r", kind: "bundle") with { DependsOn = [Id("conf")] });
        world.Host.Log.Clear();

        await world.RunAsync();

        Assert.That(world.Bundle.Calls.Last(), Is.EqualTo("delete r q p"));
        Assert.That(world.Host.Log[0], Is.EqualTo("delete /toy/toy.conf"));
    }

    [Test]
    public async Task Run_OrphanThatIsGoneAlready_IsOnlyForgotten()
    {
        var world = new World();
        await world.RunAsync(Want("a"));
        world.Host.Files.Remove("/toy/toy.a");
        world.Host.Log.Clear();

        var report = await world.RunAsync();

        Assert.That((report.Results, report.Converged), Is.EqualTo((Array.Empty<ResourceResult>(), true)));
        Assert.That(world.Host.Log, Is.Empty);
        Assert.That(world.Ledger.ReadOwned(), Is.Empty);
    }

    [Test]
    public async Task Run_OrphanGoneBetweenPlanAndDeletion_IsForgottenWithoutATry()
    {
        var world = new World();
        await world.RunAsync(Want("a"), Want("b"));
        world.Toy.AfterApply["c"] = _ => world.Host.Files.Remove("/toy/toy.a");

        var report = await world.RunAsync(Want("b"), Want("c"));

        Assert.That(report.Results.Single(r => r.Id == Id("a")).Outcome, Is.EqualTo(Outcome.Unchanged));
        Assert.That(world.Toy.Calls, Has.None.StartsWith("delete"));
        Assert.That(world.Ledger.ReadOwned().Keys, Is.EquivalentTo(new[] { Id("b"), Id("c") }));
    }

    [Test]
    public async Task Run_DeletionThatDidNothing_StaysOwnedAndIsTriedAgain()
    {
        var world = new World();
        await world.RunAsync(Want("a"));
        world.Toy.Stubborn.Add("a");

        var failed = await world.RunAsync();
        world.Toy.Stubborn.Clear();
        world.Advance(TimeSpan.FromMinutes(1));
        var deleted = await world.RunAsync();

        Assert.That(failed.Results.Single().Failure, Is.EqualTo(FailureKind.NotConverged));
        Assert.That(deleted.Results.Single().Outcome, Is.EqualTo(Outcome.Deleted));
    }

    [Test]
    public async Task Run_OneDeletionFails_TheOthersGoOn()
    {
        var world = new World();
        await world.RunAsync(Want("a"), Want("b"), Want("c"));
        world.Toy.FailDelete["b"] = new InvalidOperationException("busy");

        var report = await world.RunAsync();

        Assert.That(report.Failed, Is.EqualTo(1));
        Assert.That(world.Ledger.ReadOwned().Keys, Is.EqualTo(new[] { Id("b") }));
    }

    [Test]
    public async Task Run_OrphanOfAnUnknownKind_StaysOwnedAndNeedsAPerson()
    {
        var world = new World();
        await world.RunAsync(Want("a"), Want("v", kind: "bundle"));
        world.Providers.Remove("bundle");

        var report = await world.RunAsync(Want("a"));

        Assert.That(report.Unreadable.Single().Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(report.Unreadable.Single().Message, Does.Contain("bundle"));
        Assert.That(world.Ledger.ReadOwned(), Contains.Key(Id("v", "bundle")));
    }

    [Test]
    public async Task Run_OrphanWhoseKindIsKnownAgain_IsDeletedWithoutAPerson()
    {
        var world = new World();
        await world.RunAsync(Want("v", kind: "bundle"));
        world.Providers.Remove("bundle");
        await world.RunAsync();
        world.Providers["bundle"] = world.Bundle;

        await world.RunAsync();

        Assert.That(world.Ledger.ReadOwned(), Is.Empty);
        Assert.That(world.Ledger.ReadTroubles(), Is.Empty);
    }

    [Test]
    public async Task Run_OrphanWhoseFirstApplyNeverFinished_IsDeletedWhenSomethingIsThere()
    {
        var world = new World();
        world.Toy.AfterApply["a"] = _ => throw new ResourceException(FailureKind.Retry, "half made");
        await world.RunAsync(Want("a"));

        await world.RunAsync();

        Assert.That(world.Read("a"), Is.Null);
        Assert.That(world.Ledger.ReadOwned(), Is.Empty);
        Assert.That(world.Ledger.ReadTroubles(), Is.Empty);
    }

    [Test]
    public async Task Run_OrphanAdoptedByAnApplyThatNeverFinished_IsNotDeleted()
    {
        var world = new World();
        world.Tamper("a", "foreign");
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.Retry, "no");
        await world.RunAsync(Want("a"));

        await world.RunAsync();

        Assert.That(world.Read("a"), Is.EqualTo("foreign"));
        Assert.That(world.Ledger.ReadOwned(), Is.Empty);
    }

    [Test]
    public async Task Run_OrphanThatHoldsData_IsHeld()
    {
        var world = new World();
        await world.RunAsync(Want("v", kind: "vault"));

        var report = await world.RunAsync();

        Assert.That(report.Holds.Single().Kind, Is.EqualTo(HoldKind.Data));
        Assert.That(world.Read("v", "vault"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Run_TroubleOfAResourceThatIsNoLongerWantedAndNeverWasOurs_IsForgotten()
    {
        var world = new World();
        world.Toy.FailRead["a"] = new ResourceException(FailureKind.NeedsPerson, "permission denied");
        await world.RunAsync(Want("a"));

        await world.RunAsync(Want("b"));

        Assert.That(world.Ledger.ReadTroubles(), Is.Empty);
    }

    [Test]
    public async Task Plan_DeletionOfAnAdoptedThingInPlace_IsADisown()
    {
        var world = new World();
        world.Tamper("a", "1");
        await world.RunAsync(Want("a"));

        Assert.That((await world.PlanAsync()).Changes.Single().Action, Is.EqualTo(ChangeAction.Disown));
        Assert.That(world.Ledger.ReadOwned()[Id("a")].Ownership, Is.EqualTo(Ownership.Adopted));
    }
}
