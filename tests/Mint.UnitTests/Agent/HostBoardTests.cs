using Mint.Agent.Loop;
using Mint.Core;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.UnitTests.Engine;
using NUnit.Framework;

namespace Mint.UnitTests.Agent;

public sealed class HostBoardTests
{
    private static readonly Pause Pause = new("anna", "restoring", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    private World world = null!;
    private HostBoard board = null!;

    [SetUp]
    public void MakeWorld() => (world, board) = (new World(), new HostBoard());

    [Test]
    public void State_BeforeTheFirstRun_IsStarting() => Assert.That(board.State(world.Commit, null), Is.EqualTo("starting"));

    [Test]
    public async Task State_AfterARunThatLeftNothing_IsConverged()
    {
        board.Take(await world.RunAsync(World.Want("a")));

        Assert.That(board.State(world.Commit, null), Is.EqualTo("converged"));
        Assert.That(board.State(world.Commit, Pause), Is.EqualTo("paused"));
    }

    [Test]
    public async Task State_OnlyWorkThatCameDueWaits_IsConvergedAndItIsShown()
    {
        board.Take(await world.RunAsync(World.Want("a", kind: "chore") with { OnlyReported = "only reported" }));

        Assert.That(board.State(world.Commit, null), Is.EqualTo("converged"));
        Assert.That(board.Concerns.Select(c => (c.Id, c.Condition, c.Message)), Is.EqualTo(new[] { (World.Id("a", "chore"), Condition.Held, "only reported") }));
    }

    [Test]
    public async Task State_NewerCommitNotLookedAtYet_IsPending()
    {
        board.Take(await world.RunAsync(World.Want("a")));
        world.Commit = world.Commit with { Id = "beef000000000000000000000000000000000000" };

        Assert.That(board.State(world.Commit, null), Is.EqualTo("pending"), "what was found at the commit before says nothing of this one");

        // A watcher looked at one resource for the new commit: the others are still unknown.
        board.Take(await world.RunAsync(world.Request([World.Want("a"), World.Want("b")], Trigger.Watcher, [World.Id("a")])));
        Assert.That(board.State(world.Commit, null), Is.EqualTo("pending"));

        board.Take(await world.RunAsync(World.Want("a"), World.Want("b")));
        Assert.That(board.State(world.Commit, null), Is.EqualTo("converged"));
    }

    [Test]
    public async Task State_HostMovedAndOnlyItsTurnIsMissing_IsHeld()
    {
        var reboot = World.Want("reboot") with { Spec = new ToySpec("1", TakesTurn: true) };
        await world.RunAsync(reboot);
        world.Tamper("reboot");
        world.Turns.Standing = TurnStanding.Waits("another host has it");
        board.Take(await world.RunAsync(reboot));

        Assert.That(board.State(world.Commit, null), Is.EqualTo("held"));
        Assert.That(board.WaitingForTurn, Is.EqualTo(new[] { World.Id("reboot") }));
    }
}
