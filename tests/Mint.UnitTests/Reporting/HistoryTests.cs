using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;

namespace Mint.UnitTests.Reporting;

public sealed class HistoryTests
{
    [Test]
    public async Task Run_Drift_IsToldOnceWithAllThatIsKnown()
    {
        var world = await ConvergedAsync();
        Login(world, "1", "USER=anna\nCLASS=user\nSERVICE=sshd\nREMOTE_HOST=192.0.2.7\n");
        Login(world, "2", "USER=root\nCLASS=user-early\n");
        world.Tamper("a");

        await world.RunAsync(Want("a"));
        await world.RunAsync(Want("a"));

        var told = world.Ledger.Events.Single(e => e.Kind == EventKind.Drift);
        Assert.Multiple(() =>
        {
            Assert.That(told.Action, Is.EqualTo("repaired"));
            Assert.That(told.Resource, Is.EqualTo(Id("a")));
            Assert.That(told.Origin, Is.EqualTo(Want("a").Origin));
            Assert.That(told.Commit, Is.EqualTo(world.Commit.Id));
            Assert.That(told.FirstSeen, Is.EqualTo(world.Time.GetUtcNow()));
            Assert.That(told.Differences, Is.EqualTo(new[] { new Difference("content", "tampered", "1") }));
            Assert.That(told.LikelyBy, Is.EqualTo("anna (sshd from 192.0.2.7), root"));
        });
    }

    [Test]
    public async Task Run_DriftThatWaited_IsRepairedWithTheTimeItWasFirstSeen()
    {
        var world = await ConvergedAsync();
        var firstSeen = world.Time.GetUtcNow();
        world.Tamper("a");
        await world.RunAsync(Want("a") with { Mode = Mode.Observe });
        world.Advance(TimeSpan.FromHours(1));

        await world.RunAsync(Want("a"));

        Assert.That(world.Told, Is.EqualTo(new[] { "Change toy/a created", "Drift toy/a observed", "Drift toy/a repaired" }));
        Assert.That(world.Ledger.Events[^1].FirstSeen, Is.EqualTo(firstSeen));
        Assert.That(world.Ledger.ReadOpenDrifts(), Is.Empty);
    }

    [Test]
    public async Task Run_DriftWhoseRepairFailed_KeepsTheTimeItWasFirstSeen()
    {
        var world = await ConvergedAsync();
        var firstSeen = world.Time.GetUtcNow();
        world.Tamper("a");
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.Retry, "no space");
        await world.RunAsync(Want("a"));
        world.Toy.FailApply.Clear();
        world.Advance(TimeSpan.FromMinutes(5));

        await world.RunAsync(Want("a"));

        Assert.That(world.Told.Skip(1), Is.EqualTo(new[] { "Failure toy/a failed", "Drift toy/a repaired" }));
        Assert.That(world.Ledger.Events.Skip(1).Select(e => e.FirstSeen), Has.All.EqualTo(firstSeen));
    }

    [Test]
    public async Task Run_ObservedDrift_IsToldOnceAndAgainWhenItChanges()
    {
        var world = await ConvergedAsync();
        var observed = Want("a") with { Mode = Mode.Observe };
        world.Tamper("a");
        await world.RunAsync(observed);
        world.Restart();
        await world.RunAsync(observed);
        Assert.That(world.Told.Skip(1), Is.EqualTo(new[] { "Drift toy/a observed" }));

        world.Tamper("a", "otherwise");
        await world.RunAsync(observed);
        Assert.That(world.Told.Skip(1), Is.EqualTo(new[] { "Drift toy/a observed", "Drift toy/a observed" }));

        world.Tamper("a", "1");
        await world.RunAsync(observed);
        Assert.That(world.Ledger.ReadOpenDrifts(), Is.Empty);
    }

    [Test]
    public async Task Run_Hold_IsToldOnceAcrossRestartsAndAgainAfterItsEnd()
    {
        var world = new World();
        Resource[] observed = [Want("a") with { Mode = Mode.Observe }];
        await world.RunAsync(observed);
        await world.RunAsync(observed);
        world.Restart();
        await world.RunAsync(observed);
        Assert.That(world.Told, Is.EqualTo(new[] { "Hold toy/a held" }));

        world.Tamper("a", "1");
        await world.RunAsync(observed);
        world.Host.Files.Remove("/toy/toy.a");
        await world.RunAsync(observed);
        Assert.That(world.Told, Is.EqualTo(new[] { "Hold toy/a held", "Hold toy/a held" }));
    }

    [Test]
    public async Task Run_UpdateAndReloadHeldForDifferentReasons_AreEachToldOnce()
    {
        var world = await ConvergedAsync();
        world.Ledger.Owe([Id("a")]);
        world.Rules.Add(new HoldEach());
        world.Restart();

        await world.RunAsync(Want("a", "2"));
        await world.RunAsync(Want("a", "2"));

        Assert.That(world.Told.Skip(1), Is.EqualTo(new[] { "Hold toy/a held", "Hold toy/a held" }));
    }

    [Test]
    public async Task Run_Failure_IsToldOncePerMessage()
    {
        var world = new World();
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.Retry, "no space");
        for (var i = 0; i < 3; i++)
        {
            await world.RunAsync(Want("a"));
            world.Advance(TimeSpan.FromHours(2));
        }

        world.Toy.FailApply["a"] = new ResourceException(FailureKind.Retry, "read-only");
        await world.RunAsync(Want("a"));

        Assert.That(world.Ledger.Events.Select(e => e.Summary), Is.EqualTo(new[] { "no space", "read-only" }));
    }

    [Test]
    public async Task Run_Unreadable_IsToldOncePerMessageAndEndsWhenItCanBeRead()
    {
        var world = new World();
        world.Toy.FailRead["a"] = new ResourceException(FailureKind.NeedsPerson, "permission denied");
        await world.RunAsync(Want("a") with { Mode = Mode.Observe });
        await world.RunAsync(Want("a") with { Mode = Mode.Observe });
        world.Toy.FailRead["a"] = new ResourceException(FailureKind.NeedsPerson, "not a file");
        await world.RunAsync(Want("a") with { Mode = Mode.Observe });
        Assert.That(world.Told, Is.EqualTo(new[] { "Failure toy/a unreadable", "Failure toy/a unreadable" }));

        world.Toy.FailRead.Clear();
        await world.RunAsync(Want("a") with { Mode = Mode.Observe });
        Assert.That(world.Ledger.ReadTroubles(), Is.Empty);
    }

    [Test]
    public async Task Run_KeepsFailing_BacksOffLongerEachTimeUpToAnHour()
    {
        var world = new World();
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.Retry, "no");
        var waits = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            await world.RunAsync(Want("a"));
            var trouble = world.Ledger.ReadTroubles()[Id("a")];
            Assert.That(trouble.Attempts, Is.EqualTo(i + 1));
            waits.Add(((trouble.NextTry ?? throw new AssertionException("no next try")) - world.Time.GetUtcNow()).TotalSeconds);
            world.Advance(TimeSpan.FromHours(2));
        }

        Assert.That(waits.Take(4), Is.Ordered);
        Assert.That(waits[0], Is.InRange(24, 36));
        Assert.That(waits[3], Is.InRange(192, 288));
        Assert.That(waits.TakeLast(3), Has.All.InRange(0.8 * 3600, 1.2 * 3600));
        Assert.That(waits.Distinct().Count(), Is.EqualTo(12), "jitter");
    }

    [Test]
    public async Task Run_FoughtOver_IsReportedAsFlappingAndLeftAloneForHalfAnHour()
    {
        var world = await ConvergedAsync();
        for (var i = 0; i < 5; i++)
        {
            world.Advance(TimeSpan.FromMinutes(1));
            world.Tamper("a");
            await world.RunAsync(Want("a"));
        }

        Assert.That(world.Told.Count(t => t == "Drift toy/a repaired"), Is.EqualTo(5));
        Assert.That(world.Told.Last(), Is.EqualTo("Drift toy/a flapping"));

        await world.RunAsync(Want("a")); // in sync, yet it goes on resting
        world.Tamper("a");
        var held = await world.RunAsync(Want("a"), Want("b") with { DependsOn = [Id("a")] });
        Assert.That(held.Holds.Single().Kind, Is.EqualTo(HoldKind.Trouble));
        Assert.That(held.Holds.Single().Reason, Does.Contain("flapping"));
        Assert.That(world.Read("b"), Is.EqualTo("1"), "what stands on it goes on");

        world.Advance(TimeSpan.FromMinutes(30));
        await world.RunAsync(Want("a"), Want("b"));
        Assert.That(world.Read("a"), Is.EqualTo("1"));
        Assert.That(world.Ledger.ReadTroubles(), Is.Empty);
    }

    [Test]
    public async Task Run_Secret_NeverReachesTheLedger()
    {
        var world = new World();
        Resource With(string password) => Want("a") with { Spec = new ToySpec("1", Password: new Secret(password)) };
        await world.RunAsync(With("hunter2"));
        world.Tamper("a");
        await world.RunAsync(With("hunter2"));
        await world.RunAsync(With("correct horse"));

        var text = string.Join('\n', world.Ledger.Events.Select(e => e + string.Join(' ', e.Differences)).Concat(
            world.Ledger.ReadOwned().Values.Select(o => o.SpecJson)));
        Assert.That(world.Host.Files.ReadText("/toy/toy.a"), Does.Contain("correct horse"));
        Assert.That(text, Does.Contain("(secret)").And.Contain("hmac:").And.Not.Contain("hunter2").And.Not.Contain("horse"));
    }

    [Test]
    public async Task Run_SessionsOfSystemUsersAndThoseWhoLeft_AreNobody()
    {
        var world = await ConvergedAsync();
        Login(world, "1", "USER=gdm\nCLASS=greeter\n");
        Login(world, "2", "USER=bob\nCLASS=user\nSTATE=closing\n");
        Login(world, "3", "USER=eve\u001b[2J\nCLASS=user\n");
        Login(world, "4.ref", "USER=ref\n");
        world.Tamper("a");

        await world.RunAsync(Want("a"));

        Assert.That(world.Ledger.Events[^1].LikelyBy, Is.EqualTo("eve [2J"));
    }

    private static async Task<World> ConvergedAsync()
    {
        var world = new World();
        await world.RunAsync(Want("a"));
        return world;
    }

    private static void Login(World world, string session, string text) => world.Host.Files.WriteText($"/run/systemd/sessions/{session}", text);

    private sealed class HoldEach : IGuardRule
    {
        public IEnumerable<Hold> Review(IReadOnlyList<Core.Planning.Change> changes, ResourceGraph desired, Release release) =>
            changes.Select(c => new Hold(c, HoldKind.WayIn, $"no {c.Action}", null));
    }
}
