using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Testing.Conformance;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Applying;

/// <summary>The agent is killed before and after every single write to the host and to its ledger, and started again.</summary>
public sealed class KillTests
{
    [Test]
    public Task Run_KilledWhileMaking_ConvergesAndKeepsWhatIsOurs() => AtEveryPointAsync(
        _ => Task.CompletedTask,
        Wanted("1"),
        world =>
        {
            Assert.That(world.Ledger.ReadOwned().Values.Select(o => o.Ownership), Has.All.EqualTo(Ownership.Created));
            Assert.That(world.Ledger.ReadOwned().Values.Select(o => o.SpecHash), Has.None.Null);
        });

    [Test]
    public Task Run_KilledWhileChanging_ReloadsAfterTheLastChange() => AtEveryPointAsync(
        world => world.RunAsync(Wanted("1")),
        Wanted("2"),
        world =>
        {
            // Once; twice only where the agent died between the reload and its note.
            Assert.That(world.Reloads.Count(), Is.InRange(1, 2));
            Assert.That(world.Host.Log[^1], Is.EqualTo("run toy-reload unit"));
        });

    [Test]
    public Task Run_KilledWhileAdopting_NeverTakesItForItsOwn() => AtEveryPointAsync(
        world =>
        {
            world.Tamper("conf1", "foreign");
            return Task.CompletedTask;
        },
        Wanted("1"),
        world =>
        {
            Assert.That(world.Ledger.ReadOwned()[Id("conf1")].Ownership, Is.EqualTo(Ownership.Adopted));
            Assert.That(world.Ledger.ReadPreserved(Id("conf1")), Is.EqualTo("foreign"u8.ToArray()));
        });

    [Test]
    public Task Run_KilledWhileDeleting_LeavesNothingAndReloads() => AtEveryPointAsync(
        world => world.RunAsync(Wanted("1")),
        [Want("unit")],
        world =>
        {
            Assert.That(world.Ledger.ReadOwned().Keys, Is.EqualTo(new[] { Id("unit") }));
            Assert.That(world.Read("conf1"), Is.Null);
            Assert.That(world.Reloads.Count(), Is.InRange(1, 2));
        });

    [Test]
    public async Task Run_KilledBetweenChangeAndReload_ReloadsExactlyOnce()
    {
        var world = new World();
        await world.RunAsync(Wanted("1"));
        var request = world.Request(Wanted("2"));
        var fate = new Fate(killAt: 7); // after the intent (2), two files (4), before the record

        Assert.That(() => world.RunAsync(request, new MortalHost(world.Host, fate), new MortalLedger(world.Ledger, fate.Step)), Throws.Exception);
        await world.RunAsync(Wanted("2"));

        Assert.That(world.Reloads, Is.EqualTo(new[] { "unit" }));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task Run_LedgerThatCannotBeWritten_ChangesNothingThatIsNotJournalled(int writes)
    {
        var world = new World();
        var left = writes * 2;
        var full = new MortalLedger(world.Ledger, () =>
        {
            if (--left < 0)
            {
                throw new ResourceException(FailureKind.Retry, "no space left on device");
            }
        });
        var request = world.Request([Want("a"), Want("b") with { DependsOn = [Id("a")] }, Want("c") with { DependsOn = [Id("b")] }]);

        Assert.That(() => world.RunAsync(request, ledger: full), Throws.TypeOf<ResourceException>());

        var made = new[] { "a", "b", "c" }.Where(n => world.Read(n) is not null).Select(n => Id(n));
        Assert.That(world.Ledger.ReadOwned().Keys, Is.SupersetOf(made));
        Assert.That(world.Ledger.ReadOwned().Values.Select(o => o.Ownership), Has.All.EqualTo(Ownership.Created));
        Assert.That((await world.RunAsync(request)).Converged, Is.True);
    }

    private static Resource[] Wanted(string content) =>
    [
        Want("conf1", content) with { Notifies = [Id("unit")] },
        Want("conf2", content) with { Notifies = [Id("unit")] },
        Want("pack", content, "bundle"),
        Want("unit") with { DependsOn = [Id("pack", "bundle")] },
    ];

    private static async Task AtEveryPointAsync(Func<World, Task> arrange, Resource[] wanted, Action<World> assert)
    {
        for (var killAt = 1; ; killAt++)
        {
            var world = new World();
            await arrange(world);
            var fate = new Fate(killAt);
            try
            {
                await world.RunAsync(world.Request(wanted), new MortalHost(world.Host, fate), new MortalLedger(world.Ledger, fate.Step));
            }
            catch (AgentKilledException)
            {
                // Dead: nothing more was written.
            }

            world.Advance(TimeSpan.FromHours(2));
            var report = await world.RunAsync(wanted);
            Assert.Multiple(() =>
            {
                Assert.That(report.Converged, Is.True, $"killed at {killAt}");
                Assert.That(world.Ledger.ReadOwed(), Is.Empty, $"killed at {killAt}");
                Assert.That(world.Told, Has.None.StartsWith("Drift"), $"killed at {killAt}");
                assert(world);
            });
            Assert.That((await world.PlanAsync(wanted)).Changes, Is.Empty, $"killed at {killAt}");
            if (!fate.Dead)
            {
                Assert.That(killAt, Is.GreaterThan(10), "the run was hardly killed at all");
                return;
            }
        }
    }
}
