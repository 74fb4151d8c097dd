using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Mint.Agent.Link;
using Mint.Agent.Loop;
using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.UnitTests.Engine;
using NUnit.Framework;
using static Mint.UnitTests.Engine.World;
using Wire = Mint.Protocol.V1;

namespace Mint.UnitTests.Link;

/// <summary>When a host asks for its turn, what it makes of the answers, and when it gives the turn back.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TurnKeeperTests : IDisposable
{
    private readonly World world = new();
    private readonly HostBoard board = new();
    private readonly WakeQueue queue;
    private readonly LinkState link;
    private TurnKeeper keeper;

    public TurnKeeperTests()
    {
        queue = new WakeQueue(world.Time);
        link = new LinkState(new Uri("https://coordinator.example.org:7443"), world.Time);
        keeper = Keeper(link);
        Connect();
    }

    public void Dispose() => queue.Dispose();

    [Test]
    public async Task Standing_NoCoordinator_IsAlwaysItsTurn()
    {
        keeper = Keeper(new LinkState(null, world.Time));

        await RunAsync(Reboot());

        Assert.That((keeper.Standing.Has, world.Read("reboot"), keeper.Next()), Is.EqualTo((true, "1", (Wire.ConnectRequest?)null)));
    }

    [Test]
    public async Task Review_NothingElseHoldsIt_AsksOnceAndSaysWhatFor()
    {
        await RunAsync(Reboot());
        var asked = keeper.Next()?.TurnRequest;
        await RunAsync(Reboot());

        Assert.That(asked, Is.EqualTo(new Wire.TurnRequest { Wanted = true, Reason = "toy/reboot" }));
        Assert.That(keeper.Next(), Is.Null);
        Assert.That(world.Read("reboot"), Is.Null);
    }

    [Test]
    public async Task Review_SomethingFails_DoesNotAskAndSaysWhy()
    {
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.NeedsPerson, "broken");
        await RunAsync(Want("a"), Reboot());

        Assert.That(keeper.Next(), Is.Null);
        Assert.That(keeper.Standing.Reason, Is.EqualTo("waits for its turn, which is asked for once nothing fails here any more"));
    }

    [Test]
    public async Task Standing_CoordinatorThatNeverAnswers_WaitsAndSaysSo()
    {
        await AskAsync();

        Assert.That(keeper.Standing, Is.EqualTo(Core.Guarding.TurnStanding.Waits("waits for its turn; the coordinator was asked and has not answered (one of an older version never does)")));
        link.TakeDown("refused");
        Assert.That(keeper.Standing.Reason, Is.EqualTo("waits for its turn, which the coordinator grants; it can't be reached"));
    }

    [Test]
    public async Task Take_Waiting_IsTheReasonAndLooksAgainAtWhatWaits()
    {
        await AskAsync();
        keeper.Take(new Wire.TurnGrant { Reason = "waits for web-02\e[2J,\nwhich has it" });
        keeper.Take(new Wire.TurnGrant { Reason = "waits for web-02\e[2J,\nwhich has it" });

        Assert.That(keeper.Standing.Reason, Is.EqualTo("waits for its turn: waits for web-02 [2J, which has it"));
        Assert.That((await WokenAsync())?.Touched, Is.EqualTo(new[] { Id("reboot") }));
        Assert.That(await WokenAsync(), Is.Null);
    }

    [Test]
    public async Task Take_TextWithoutEnd_IsCut()
    {
        await AskAsync();
        keeper.Take(new Wire.TurnGrant { Reason = new string('x', 100_000) });

        Assert.That(keeper.Standing.Reason, Has.Length.LessThan(600));
    }

    [Test]
    public async Task Take_Granted_WakesTheLoopAndLetsItGo()
    {
        await AskAsync();
        Grant();

        Assert.That((await WokenAsync())?.ObserveAll, Is.True);
        await RunAsync(Reboot());
        Assert.That(world.Read("reboot"), Is.EqualTo("1"));
        Assert.That(keeper.Next(), Is.Null, "what was done may only just begin");
        await RunAsync(Reboot());
        Assert.That(keeper.Next()?.TurnRequest, Is.EqualTo(new Wire.TurnRequest()));
        Assert.That(keeper.Standing.Has, Is.False, "it is given back, confirmed or not");
    }

    [Test]
    public async Task Restart_InItsTurn_StillHasItAndGivesItBackWhenWell()
    {
        await AskAsync();
        Grant();
        Restart();
        Connect();
        var held = keeper.Next()?.TurnRequest;
        world.Tamper("reboot", "1"); // what the reboot came to
        await RunAsync(Reboot());

        Assert.That(held, Is.EqualTo(new Wire.TurnRequest { Held = true }));
        Assert.That(keeper.Next()?.TurnRequest, Is.EqualTo(new Wire.TurnRequest()));
        keeper.Take(new Wire.TurnGrant { Over = true });
        Assert.That(world.Ledger.ReadFact(LedgerFacts.Turn), Is.Null);
    }

    [Test]
    public async Task Restart_NotWellAfterIt_KeepsTheTurn()
    {
        await AskAsync();
        Grant();
        Restart();
        world.Tamper("reboot", "1");
        world.Toy.FailApply["a"] = new ResourceException(FailureKind.Retry, "the service does not start");
        await RunAsync(Want("a"), Reboot());
        Connect();

        Assert.That(keeper.Next()?.TurnRequest, Is.EqualTo(new Wire.TurnRequest { Held = true }));
        world.Advance(TimeSpan.FromHours(1));
        Connect();
        Assert.That(keeper.Next(), Is.Null, "a turn that is over says nothing until the host is well");
        world.Toy.FailApply.Clear();
        await RunAsync(Want("a"), Reboot());
        await RunAsync(Want("a"), Reboot());
        Assert.That(keeper.Next()?.TurnRequest, Is.EqualTo(new Wire.TurnRequest()));
    }

    [Test]
    public async Task Review_PausedInItsTurn_KeepsIt()
    {
        await AskAsync();
        Grant();
        world.Tamper("reboot", "1");
        world.Ledger.WritePause(new Pause("anna", "looks at it", world.Time.GetUtcNow(), world.Time.GetUtcNow().AddHours(1)));
        await RunAsync(Reboot());

        Assert.That(keeper.Next(), Is.Null);
        Assert.That(keeper.Standing.Has, Is.True);
    }

    [Test]
    public async Task Standing_TurnPastItsTime_IsNoneAndIsAskedForAnew()
    {
        await AskAsync();
        Grant();
        world.Advance(TimeSpan.FromMinutes(31));
        Assert.That(keeper.Standing.Has, Is.False);
        await RunAsync(Reboot());

        Assert.That(world.Read("reboot"), Is.Null);
        Assert.That(keeper.Next()?.TurnRequest.Wanted, Is.True);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(long.MinValue)]
    public async Task Take_GrantWithoutTime_IsNone(long seconds)
    {
        await AskAsync();
        keeper.Take(new Wire.TurnGrant { Granted = true, Lasts = new Duration { Seconds = seconds } });

        Assert.That(keeper.Standing.Has, Is.False);
    }

    [Test]
    public async Task Take_GrantForEver_LastsAnHour()
    {
        await AskAsync();
        keeper.Take(new Wire.TurnGrant { Granted = true, Lasts = new Duration { Seconds = long.MaxValue } });
        Assert.That(keeper.Standing.Has, Is.True);
        world.Advance(TimeSpan.FromMinutes(61));

        Assert.That(keeper.Standing.Has, Is.False);
    }

    [Test]
    public void Take_GrantThatNobodyAskedFor_IsGivenBack()
    {
        Grant();

        Assert.That(keeper.Standing.Has, Is.False);
        Assert.That(keeper.Next()?.TurnRequest, Is.EqualTo(new Wire.TurnRequest()));
    }

    [Test]
    public async Task Take_TurnEnded_IsLostAtOnce()
    {
        await AskAsync();
        Grant();
        keeper.Take(new Wire.TurnGrant { Over = true, Reason = "ended" });
        await RunAsync(Reboot());

        Assert.That(world.Read("reboot"), Is.Null);
        Assert.That(keeper.Next()?.TurnRequest.Wanted, Is.True, "it asks anew");
    }

    [Test]
    public async Task Review_NoLongerWanted_GivesItsPlaceUpUntilConfirmed()
    {
        await AskAsync();
        await RunAsync(Want("a"));

        Assert.That(keeper.Next()?.TurnRequest, Is.EqualTo(new Wire.TurnRequest()));
        keeper.Take(new Wire.TurnGrant { Reason = "waits for web-02" }); // was on its way
        Connect();
        Assert.That(keeper.Next()?.TurnRequest, Is.EqualTo(new Wire.TurnRequest()), "not confirmed yet");
        keeper.Take(new Wire.TurnGrant { Over = true });
        Connect();
        Assert.That(keeper.Next(), Is.Null);
    }

    [Test]
    public async Task Connected_WhileItWaits_AsksAgain()
    {
        await AskAsync();
        Restart();
        Connect();

        Assert.That(keeper.Next()?.TurnRequest.Wanted, Is.True);
    }

    private static Resource Reboot() => Want("reboot") with { Spec = new ToySpec("1", TakesTurn: true) };

    private TurnKeeper Keeper(LinkState of) => new(of, board, world.Ledger, queue, world.Time, NullLogger<TurnKeeper>.Instance);

    private void Restart()
    {
        keeper = Keeper(link);
        world.Restart();
    }

    private void Connect()
    {
        link.RaiseUp(new Release(All: true, "", ""));
        keeper.Connected();
    }

    private void Grant() => keeper.Take(new Wire.TurnGrant { Granted = true, Lasts = Duration.FromTimeSpan(TimeSpan.FromMinutes(30)) });

    private async Task AskAsync()
    {
        await RunAsync(Reboot());
        Assert.That(keeper.Next()?.TurnRequest.Wanted, Is.True);
    }

    // As the loop does.
    private async Task RunAsync(params Resource[] wanted)
    {
        world.Turns.Standing = keeper.Standing;
        var report = await world.RunAsync(wanted);
        board.Take(report);
        keeper.Review(report);
    }

    private async Task<Wake?> WokenAsync()
    {
        var taking = queue.TakeAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        return await taking;
    }
}
