using Mint.Core.Applying;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Guarding;

/// <summary>Work that comes due by itself: no drift, and a host on which it waits is as its commit says.</summary>
public sealed class DueWorkTests
{
    private static readonly MaintenanceWindow Sunday = Window("sun 02:00-05:00");

    [Test]
    public async Task Run_WorkComesDue_IsDoneAndIsNoDrift()
    {
        var world = new World();
        await world.RunAsync(Due());
        world.Tamper("a", kind: "chore");

        var report = await world.RunAsync(Due());

        Assert.That(report.Results.Single().Outcome, Is.EqualTo(Outcome.Updated));
        Assert.That(world.Told, Is.EqualTo(new[] { "Change chore/a created", "Change chore/a updated" }));
    }

    [Test]
    public async Task Run_OwnWindowIsShut_WaitsAndTheHostIsStillConverged()
    {
        var world = new World();
        world.Tamper("a", kind: "chore");

        var report = await world.RunAsync(Due() with { Window = Sunday });
        await world.RunAsync(Due() with { Window = Sunday });

        var hold = report.Holds.Single();
        Assert.That((hold.Kind, hold.Until), Is.EqualTo((HoldKind.Window, (DateTimeOffset?)new DateTimeOffset(2026, 11, 29, 2, 0, 0, TimeSpan.Zero))));
        Assert.That(hold.Reason, Is.EqualTo("waits for window sun 02:00-05:00 (chore/a)"));
        Assert.That(report.Converged, Is.True);
        Assert.That(world.Told, Is.EqualTo(new[] { "Hold chore/a held" }), "told once");
    }

    [Test]
    public async Task Run_OwnWindowOpens_IsDone()
    {
        var world = new World();
        world.Tamper("a", kind: "chore");
        await world.RunAsync(Due() with { Window = Sunday });
        world.Advance(new DateTimeOffset(2026, 11, 29, 2, 0, 0, TimeSpan.Zero) - world.Time.GetUtcNow());

        await world.RunAsync(Due() with { Window = Sunday });

        Assert.That(world.Read("a", "chore"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Run_OwnWindow_CountsInsteadOfMaintenance()
    {
        var world = new World { Policy = new GuardPolicy { Maintenance = [new MaintenanceRule("always", Window("00:00-24:00"), ["*"])] } };
        world.Tamper("a", kind: "chore");

        Assert.That((await world.RunAsync(Due() with { Window = Sunday })).Holds.Single().Kind, Is.EqualTo(HoldKind.Window));
    }

    [Test]
    public async Task Run_Person_DoesNotOpenAWindow()
    {
        var world = new World();
        world.Tamper("a", kind: "chore");

        var report = await world.RunAsync(world.Request([Due() with { Window = Sunday }], Core.Trigger.Person));

        Assert.That(report.Holds.Single().Kind, Is.EqualTo(HoldKind.Window));
    }

    [Test]
    public async Task Run_OnlyReported_IsNeverTouchedOrOwnedAndSaysWhy()
    {
        var world = new World();
        Resource[] wanted = [Due() with { OnlyReported = "only reported: 'reboot' is 'never'" }];
        await world.RunAsync(wanted);
        world.Tamper("a", kind: "chore");

        var report = await world.RunAsync(wanted);

        Assert.That((report.Holds.Single().Kind, report.Holds.Single().Reason), Is.EqualTo((HoldKind.Observe, "only reported: 'reboot' is 'never'")));
        Assert.That(report.Converged, Is.True);
        Assert.That(world.Host.Log, Is.Empty);
        Assert.That(world.Ledger.ReadOwned(), Is.Empty);
    }

    [Test]
    public async Task Run_WhatIsNotDueByItself_StillCountsAgainstConverged()
    {
        var world = new World();

        Assert.That((await world.RunAsync(Want("a") with { Window = Sunday })).Converged, Is.False);
    }

    private static Resource Due() => Want("a", kind: "chore");

    private static MaintenanceWindow Window(string text) =>
        MaintenanceWindow.TryParse(text, out var window, out var expected) ? window : throw new ArgumentException(expected);
}
