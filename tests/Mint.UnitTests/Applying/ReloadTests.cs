using Mint.Core.Applying;
using Mint.Core.Graph;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Applying;

public sealed class ReloadTests
{
    [Test]
    public async Task Run_ManyNotifiers_ReloadOnceAfterAllOfThem()
    {
        var world = await ConvergedAsync();

        await world.RunAsync(Wanted("2"));

        Assert.That(world.Reloads, Is.EqualTo(new[] { "unit" }));
        Assert.That(world.Host.Log[^1], Is.EqualTo("run toy-reload unit"));
        Assert.That(world.Ledger.ReadOwed(), Is.Empty);
    }

    [Test]
    public async Task Run_NothingChanged_ReloadsNothing()
    {
        var world = await ConvergedAsync();

        await world.RunAsync(Wanted("1"));

        Assert.That(world.Reloads, Is.Empty);
    }

    [Test]
    public async Task Run_TargetMadeInTheSameRun_IsNotReloaded()
    {
        var world = await ConvergedAsync();

        Assert.That(world.Reloads, Is.Empty);
        Assert.That(world.Ledger.ReadOwed(), Is.Empty);
    }

    [Test]
    public async Task Run_OneNotifierFailed_SkipsTheReloadAndKeepsItOwed()
    {
        var world = await ConvergedAsync();
        world.Toy.FailApply["conf1"] = new ResourceException(FailureKind.Retry, "no");

        var report = await world.RunAsync(Wanted("2"));

        Assert.That(report.Results.Single(r => r.Change.Action == ChangeAction.Refresh).Outcome, Is.EqualTo(Outcome.Skipped));
        Assert.That(world.Reloads, Is.Empty);
        Assert.That(world.Ledger.ReadOwed(), Is.EqualTo(new[] { Id("unit") }));

        world.Toy.FailApply.Clear();
        world.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync(Wanted("2"));
        Assert.That(world.Reloads, Is.EqualTo(new[] { "unit" }));
    }

    [Test]
    public async Task Run_TargetItselfFailed_IsNotReloadedAndItsBackOffStands()
    {
        var world = await ConvergedAsync();
        world.Toy.FailApply["unit"] = new ResourceException(FailureKind.Retry, "no");

        Resource[] wanted = [.. Wanted("2").SkipLast(1), Want("unit", "2")];
        await world.RunAsync(wanted);
        world.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync(wanted);

        Assert.That(world.Reloads, Is.Empty);
        Assert.That(world.Ledger.ReadTroubles()[Id("unit")].Attempts, Is.EqualTo(2));
    }

    [Test]
    public async Task Run_ReloadFailed_StaysOwedAndBacksOffThoughTheTargetIsInSync()
    {
        var world = await ConvergedAsync();
        world.Toy.FailRefresh["unit"] = new ResourceException(FailureKind.Retry, "exited with 1");
        await world.RunAsync(Wanted("2"));

        var held = await world.RunAsync(Wanted("2"));
        var stillHeld = await world.RunAsync(Wanted("2"));
        world.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync(Wanted("2"));

        Assert.That((held.Results.Count, stillHeld.Results.Count), Is.EqualTo((0, 0)));
        Assert.That(world.Ledger.ReadTroubles()[Id("unit")].Attempts, Is.EqualTo(2));
        Assert.That(world.Told.Count(t => t == "Failure toy/unit failed"), Is.EqualTo(1));
        Assert.That(world.Ledger.ReadOwed(), Is.EqualTo(new[] { Id("unit") }));

        world.Toy.FailRefresh.Clear();
        world.Advance(TimeSpan.FromMinutes(5));
        await world.RunAsync(Wanted("2"));
        Assert.That((world.Reloads.Count(), world.Ledger.ReadOwed().Count, world.Ledger.ReadTroubles().Count), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public async Task Run_DeletionOfANotifier_ReloadsOnceAtTheEnd()
    {
        var world = await ConvergedAsync();

        await world.RunAsync(Want("conf1", "2") with { Notifies = [Id("unit")] }, Want("unit"));

        Assert.That(world.Reloads, Is.EqualTo(new[] { "unit" }));
        Assert.That(world.Host.Log.TakeLast(2), Is.EqualTo(new[] { "delete /toy/toy.conf2", "run toy-reload unit" }));
    }

    [Test]
    public async Task Run_DeletionAfterTheTargetWasMade_StillReloadsIt()
    {
        var world = await ConvergedAsync();
        world.Host.Files.Remove("/toy/toy.unit");

        await world.RunAsync(Want("conf1") with { Notifies = [Id("unit")] }, Want("unit"));

        Assert.That(world.Host.Log.TakeLast(2), Is.EqualTo(new[] { "delete /toy/toy.conf2", "run toy-reload unit" }));
        Assert.That(world.Ledger.ReadOwed(), Is.Empty);
    }

    [Test]
    public async Task Run_OwedToATargetNoLongerWanted_IsStruckOff()
    {
        var world = await ConvergedAsync();
        world.Ledger.Owe([Id("unit")]);

        await world.RunAsync(Want("conf1"), Want("conf2"));

        Assert.That(world.Reloads, Is.Empty);
        Assert.That(world.Ledger.ReadOwed(), Is.Empty);
    }

    private static Resource[] Wanted(string content) =>
    [
        Want("conf1", content) with { Notifies = [Id("unit")] },
        Want("conf2", content) with { Notifies = [Id("unit")] },
        Want("unit"),
    ];

    private static async Task<World> ConvergedAsync()
    {
        var world = new World();
        await world.RunAsync(Wanted("1"));
        return world;
    }
}
