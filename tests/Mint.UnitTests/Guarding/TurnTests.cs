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

/// <summary>What must not happen on several hosts at once.</summary>
public sealed class TurnTests
{
    private const string Why = "waits for its turn: another host has it";

    private World world = null!;

    [SetUp]
    public void Start() => world = new World { Turns = { Standing = TurnStanding.Waits(Why) } };

    [Test]
    public async Task Run_WithoutTheTurn_HoldsWhatTakesOneAndNothingElse()
    {
        var report = await world.RunAsync(Reboot(), Want("a"));

        Assert.That(report.Holds.Select(h => (h.Change.Id, h.Kind, h.Reason, h.Until)), Is.EqualTo(new[] { (Id("reboot"), HoldKind.Turn, Why, (DateTimeOffset?)null) }));
        Assert.That((world.Read("reboot"), world.Read("a")), Is.EqualTo(((string?)null, "1")));
    }

    [Test]
    public async Task Run_WithTheTurn_DoesIt()
    {
        await world.RunAsync(Reboot());
        world.Turns.Standing = TurnStanding.Mine;

        var report = await world.RunAsync(Reboot());

        Assert.That((report.Converged, world.Read("reboot")), Is.EqualTo((true, "1")));
    }

    [Test]
    public async Task Run_PersonAsks_StillWaitsForTheTurn()
    {
        var report = await world.RunAsync(world.Request([Reboot()], Trigger.Person));

        Assert.That(report.Holds.Single().Kind, Is.EqualTo(HoldKind.Turn));
    }

    [Test]
    public async Task Run_RestartThatTakesATurn_IsHeldAndStaysOwed()
    {
        var unit = Want("unit") with { Spec = new ToySpec("1", TakesTurn: true) };
        world.Turns.Standing = TurnStanding.Mine;
        await world.RunAsync(Want("conf"), unit);
        world.Turns.Standing = TurnStanding.Waits(Why);

        var report = await world.RunAsync(Want("conf", "2") with { Notifies = [Id("unit")] }, unit);

        Assert.That((report.Holds.Single().Kind, report.Holds.Single().Change.Action), Is.EqualTo((HoldKind.Turn, ChangeAction.Refresh)));
        Assert.That(world.Ledger.ReadOwed(), Is.EqualTo(new[] { Id("unit") }));
    }

    [TestCase("observe", HoldKind.Observe)]
    [TestCase("pause", HoldKind.Pause)]
    [TestCase("window", HoldKind.Window)]
    [TestCase("trouble", HoldKind.Trouble)]
    public async Task Review_OtherRuleHoldsIt_IsNotHeldForTheTurn(string rule, HoldKind expected)
    {
        var resource = Reboot();
        switch (rule)
        {
            case "observe":
                resource = resource with { Mode = Mode.Observe };
                break;
            case "pause":
                world.Ledger.WritePause(new Pause("anna", "looks at it", world.Time.GetUtcNow(), world.Time.GetUtcNow().AddHours(1)));
                break;
            case "window":
                Assert.That(MaintenanceWindow.TryParse("sun 02:00-03:00", out var window, out _), Is.True);
                world.Policy = new GuardPolicy { Maintenance = [new MaintenanceRule("night", window!, ["toy/*"])] };
                break;
            default:
                world.Turns.Standing = TurnStanding.Mine;
                world.Toy.FailApply["reboot"] = new ResourceException(FailureKind.Retry, "not now");
                await world.RunAsync(resource);
                world.Turns.Standing = TurnStanding.Waits(Why);
                break;
        }

        Assert.That((await world.ReviewAsync(resource)).Holds.Single().Kind, Is.EqualTo(expected));
    }

    [Test]
    public async Task Run_TurnEndsWhileOtherWorkIsDone_SkipsWhatTakesOne()
    {
        world.Turns.Standing = TurnStanding.Mine;
        world.Toy.AfterApply["a"] = _ => world.Turns.Standing = TurnStanding.Waits("waits for its turn: the last one is over");

        var report = await world.RunAsync(Want("a"), Reboot() with { DependsOn = [Id("a")] });

        Assert.That(world.Read("reboot"), Is.Null);
        var skipped = report.Results.Single(r => r.Id == Id("reboot"));
        Assert.That((skipped.Outcome, skipped.Message), Is.EqualTo((Outcome.Skipped, "waits for its turn: the last one is over")));
    }

    [Test]
    public async Task Run_HostMovedAndWaitsForTheTurn_IsToldAsAHoldAndNotAsDrift()
    {
        world.Turns.Standing = TurnStanding.Mine;
        await world.RunAsync(Reboot());
        world.Turns.Standing = TurnStanding.Waits(Why);
        world.Tamper("reboot");

        await world.RunAsync(Reboot());

        Assert.That(world.Told.Last(), Is.EqualTo("Hold toy/reboot held"));
        Assert.That(world.Ledger.ReadOpenDrifts(), Is.Empty);
    }

    [Test]
    public async Task Run_WhomItWaitsForChanges_IsToldOnce()
    {
        await world.RunAsync(Reboot());
        world.Turns.Standing = TurnStanding.Waits("waits for its turn: yet another host has it");
        var report = await world.RunAsync(Reboot());

        Assert.That(report.Holds.Single().Reason, Does.Contain("yet another"));
        Assert.That(world.Told, Is.EqualTo(new[] { "Hold toy/reboot held" }));
    }

    [TestCase("granted 1764072000", TurnStage.Granted)]
    [TestCase("asked", TurnStage.Asked)]
    [TestCase("returning", TurnStage.Returning)]
    [TestCase(null, TurnStage.None)]
    [TestCase("granted", TurnStage.None)]
    [TestCase("granted -5", TurnStage.None)]
    [TestCase("granted 99999999999999999", TurnStage.None)]
    [TestCase("holding", TurnStage.None)]
    public void Fact_OfTheLedger_IsReadOrPassedOver(string? text, TurnStage expected)
    {
        world.Ledger.WriteFact(LedgerFacts.Turn, text);

        Assert.That(TurnFact.Read(world.Ledger).Stage, Is.EqualTo(expected));
    }

    [TestCase(29, true)]
    [TestCase(30, false)]
    [TestCase(-31, false)]
    public void Fact_Granted_IsMineUntilItsTimeAndNotWhenTheClockWasSetBack(int minutesLater, bool expected)
    {
        var granted = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        new TurnFact(TurnStage.Granted, granted.AddMinutes(30)).Write(world.Ledger);

        Assert.That(TurnFact.Read(world.Ledger).IsMine(granted.AddMinutes(minutesLater)), Is.EqualTo(expected));
    }

    private static Resource Reboot() => Want("reboot") with { Spec = new ToySpec("1", TakesTurn: true) };
}
