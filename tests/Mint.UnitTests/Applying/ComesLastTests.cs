using Mint.Core.Applying;
using Mint.Core.Graph;
using Mint.Core.Providers;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Applying;

/// <summary>What ends everything else (a reboot) has its turn at the very end, and only when nothing failed.</summary>
public sealed class ComesLastTests
{
    private static readonly Resource Last = Want("a", kind: "chore") with { ComesLast = true };

    [Test]
    public async Task Run_WithOtherWork_GoesAfterBatchesAndRemovals()
    {
        var world = new World();
        await world.RunAsync(Want("orphan"));

        var report = await world.RunAsync(Last, Want("z"), Want("b", kind: "bundle"));

        Assert.That(
            report.Results.Select(r => $"{r.Id} {r.Outcome}"),
            Is.EqualTo(new[] { "toy/z Created", "bundle/b Created", "toy/orphan Deleted", "chore/a Created" }));
    }

    [Test]
    public async Task Plan_WithOtherWork_ShowsItLast() =>
        Assert.That((await new World().PlanAsync(Last, Want("z"))).Changes.Select(c => c.Id.ToString()), Is.EqualTo(new[] { "toy/z", "chore/a" }));

    [Test]
    public async Task Run_SomethingFailed_IsSkippedInThisRunAndTheNext()
    {
        var world = new World();
        world.Toy.FailApply["z"] = new ResourceException(FailureKind.Retry, "broken");

        var first = await world.RunAsync(Last, Want("z"));
        var next = await world.RunAsync(Last, Want("z"));

        Assert.That(first.Results[^1].Message, Is.EqualTo("needs toy/z"));
        Assert.That(next.Results.Single(r => r.Id == Last.Id).Outcome, Is.EqualTo(Outcome.Skipped));
        Assert.That(world.Read("a", "chore"), Is.Null);
    }

    [Test]
    public async Task Run_ARemovalFailed_IsSkipped()
    {
        var world = new World();
        await world.RunAsync(Want("orphan"));
        world.Toy.FailDelete["orphan"] = new ResourceException(FailureKind.Retry, "busy");

        var report = await world.RunAsync(Last);

        Assert.That(report.Results[^1].Outcome, Is.EqualTo(Outcome.Skipped));
        Assert.That(world.Read("a", "chore"), Is.Null);
    }

    [Test]
    public async Task Run_FailedInAnEarlierRound_IsNotDoneInALaterOne()
    {
        var world = new World();
        await world.RunAsync(Last);
        world.Toy.FailApply["z"] = new ResourceException(FailureKind.Retry, "broken");
        world.Toy.AfterApply["y"] = _ => world.Tamper("a", kind: "chore");

        await world.RunAsync(Last, Want("y"), Want("z"));

        Assert.That(world.Read("a", "chore"), Is.EqualTo("tampered"));
    }

    [Test]
    public async Task Run_DueAfterTheFirstRound_IsDoneInTheSameRun()
    {
        var world = new World();
        await world.RunAsync(Last);
        world.Toy.AfterApply["y"] = _ => world.Tamper("a", kind: "chore");

        await world.RunAsync(Last, Want("y"));

        Assert.That(world.Read("a", "chore"), Is.EqualTo("1"));
    }
}
