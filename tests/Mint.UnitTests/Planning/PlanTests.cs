using Mint.Core;
using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Planning;

public sealed class PlanTests
{
    [Test]
    public async Task Plan_AfterARun_IsEmpty()
    {
        var world = new World();
        Resource[] wanted = [Want("a") with { Notifies = [Id("b")] }, Want("b"), Want("c", kind: "bundle")];

        var report = await world.RunAsync(wanted);
        var plan = await world.PlanAsync(wanted);

        Assert.That(report.Converged, Is.True);
        Assert.That(plan.Changes, Is.Empty);
        Assert.That(plan.Settled, Is.Empty);
        Assert.That(plan.InSync, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Plan_CommitMoved_IsPending()
    {
        var world = new World();
        await world.RunAsync(Want("a", "1"));

        Assert.That(await ReasonAsync(world, Want("a", "2")), Is.EqualTo(ChangeReason.Pending));
    }

    [Test]
    public async Task Plan_HostMoved_IsDriftWithItsDifferences()
    {
        var world = new World();
        await world.RunAsync(Want("a", "1"));
        world.Tamper("a");

        var change = (await world.PlanAsync(Want("a", "1"))).Changes.Single();

        Assert.That(change.Reason, Is.EqualTo(ChangeReason.Drift));
        Assert.That(change.Action, Is.EqualTo(ChangeAction.Update));
        Assert.That(change.Differences, Is.EqualTo(new[] { new Difference("content", "tampered", "1") }));
        Assert.That(change.Origin.ToString(), Is.EqualTo("hosts/a.yaml:2:3"));
    }

    [Test]
    public async Task Plan_HostLostIt_IsDriftAndCreates()
    {
        var world = new World();
        await world.RunAsync(Want("a"));
        world.Host.Files.Remove("/toy/toy.a");

        var change = (await world.PlanAsync(Want("a"))).Changes.Single();

        Assert.That((change.Reason, change.Action), Is.EqualTo((ChangeReason.Drift, ChangeAction.Create)));
    }

    [Test]
    public async Task Plan_BothMoved_IsPending()
    {
        var world = new World();
        await world.RunAsync(Want("a", "1"));
        world.Tamper("a");

        Assert.That(await ReasonAsync(world, Want("a", "2")), Is.EqualTo(ChangeReason.Pending));
    }

    [Test]
    public async Task Plan_ReturnToTheOldSpecAfterTheNewOneFailedHalfway_IsNobodysDrift()
    {
        var world = new World();
        await world.RunAsync(Want("a", "1"));
        world.Toy.AfterApply["a"] = _ => throw new ResourceException(FailureKind.Retry, "half done");
        await world.RunAsync(Want("a", "2"));

        Assert.That(world.Read("a"), Is.EqualTo("2"));
        Assert.That(await ReasonAsync(world, Want("a", "1")), Is.EqualTo(ChangeReason.Pending));
    }

    [Test]
    public async Task Plan_ForeignThingThatDiffers_AdoptsIt()
    {
        var world = new World();
        world.Tamper("a", "foreign");

        var change = (await world.PlanAsync(Want("a"))).Changes.Single();

        Assert.That((change.Adopts, change.Action, change.Reason), Is.EqualTo((true, ChangeAction.Update, ChangeReason.Pending)));
    }

    [Test]
    public async Task Plan_ForeignThingInPlace_IsSettledAsAdopted()
    {
        var world = new World();
        world.Tamper("a", "1");

        var plan = await world.PlanAsync(Want("a", "1"));
        var report = await world.RunAsync(Want("a", "1"));

        Assert.That(plan.Settled, Is.EqualTo(new[] { Id("a") }));
        Assert.That(plan.Changes, Is.Empty);
        Assert.That(report.Results, Is.Empty);
        Assert.That(world.Ledger.ReadOwned()[Id("a")].Ownership, Is.EqualTo(Ownership.Adopted));
        Assert.That(world.Host.Log, Is.Empty);
    }

    [Test]
    public async Task Plan_UnreadableResource_DoesNotStopTheOthers()
    {
        var world = new World();
        world.Toy.FailRead["a"] = new ResourceException(FailureKind.NeedsPerson, "permission denied");

        var plan = await world.PlanAsync(Want("a"), Want("b"));

        Assert.That(plan.Unreadable.Single(), Is.EqualTo(new Unreadable(Id("a"), FailureKind.NeedsPerson, "permission denied", Want("a").Origin)));
        Assert.That(plan.Changes.Select(c => c.Id), Is.EqualTo(new[] { Id("b") }));
    }

    [Test]
    public async Task Plan_ProviderWithABug_DoesNotStopTheOthers()
    {
        var world = new World();
        world.Toy.FailRead["a"] = new FormatException("what is this");

        var plan = await world.PlanAsync(Want("a"), Want("b"));

        Assert.That(plan.Unreadable.Single().Message, Does.Contain("FormatException").And.Contain("what is this"));
        Assert.That(plan.Changes.Select(c => c.Id), Is.EqualTo(new[] { Id("b") }));
    }

    [Test]
    public void PlanAsync_TakesNoHostThatCanBeChanged()
    {
        var parameters = typeof(Planner).GetMethods().SelectMany(m => m.GetParameters())
            .Concat(typeof(Planner).GetConstructors().SelectMany(c => c.GetParameters()));

        Assert.That(parameters.Where(p => p.ParameterType.IsAssignableTo(typeof(Mint.Core.Hosts.IHost))), Is.Empty);
        Assert.That(parameters.Where(p => p.ParameterType.IsAssignableTo(typeof(ILedger))), Is.Empty);
    }

    [Test]
    public async Task Plan_PartOfTheHost_LooksAtNothingElse()
    {
        var world = new World();
        await world.RunAsync(Want("a"), Want("b"), Want("orphan"));
        world.Tamper("a");
        world.Tamper("b");

        var report = await world.RunAsync(world.Request([Want("a"), Want("b")], Trigger.Watcher, only: [Id("a")]));

        Assert.That(report.Examined, Is.EqualTo(1));
        Assert.That(world.Read("a"), Is.EqualTo("1"));
        Assert.That(world.Read("b"), Is.EqualTo("tampered"));
        Assert.That(world.Read("orphan"), Is.EqualTo("1"));
    }

    private static async Task<ChangeReason> ReasonAsync(World world, Resource wanted) => (await world.PlanAsync(wanted)).Changes.Single().Reason;
}
