using Dapper;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Access;
using Mint.Coordinator.Link;
using Mint.Coordinator.Turns;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Turns;

/// <summary>Turns on a real store, over real streams.</summary>
public sealed class TurnTests
{
    private static readonly Caller Anna = new("anna", Role.Operator, []);

    private FakeTimeProvider time = null!;
    private TestFleet fleet = null!;

    [SetUp]
    public async Task Start()
    {
        time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        fleet = await TestFleet.StartAsync(time);
        await fleet.EnrolAsync("acme-01", "acme-02", "nova-01");
    }

    [TearDown]
    public async Task Stop() => await fleet.DisposeAsync();

    [Test]
    public async Task Request_NobodyHasATurn_IsGrantedOverTheStream()
    {
        using var stream = await ConnectAsync("acme-01");
        await AskAsync(stream);
        var first = await AnswerAsync(stream);
        await EvaluateAsync();
        var granted = await AnswerAsync(stream);

        Assert.That((first.Granted, first.Reason), Is.EqualTo((false, "it has just asked, and the coordinator decides in a moment")));
        Assert.That((granted.Granted, granted.Lasts.ToTimeSpan()), Is.EqualTo((true, TimeSpan.FromMinutes(30))));
        Assert.That(await EventsAsync(), Is.EqualTo(new[] { "acme-01 granted it is the turn of acme-01: reboot/host" }));
    }

    [Test]
    public async Task Request_OtherHasIt_WaitsUntilItIsGivenBack()
    {
        using var one = await HoldAsync("acme-01");
        using var other = await ConnectAsync("acme-02");
        await AskAsync(other);
        await AnswerAsync(other);
        await EvaluateAsync();
        Assert.That((await AnswerAsync(other)).Reason, Does.StartWith("waits for acme-01, whose turn it is until "));

        await one.SendAsync(new ConnectRequest { TurnRequest = new TurnRequest() });
        Assert.That((await AnswerAsync(one)).Over, Is.True);
        await EvaluateAsync();

        Assert.That((await AnswerAsync(other)).Granted, Is.True);
        Assert.That((await EventsAsync())[1], Is.EqualTo("acme-01 returned acme-01 is done with its turn"));
    }

    [Test]
    public async Task Request_OfAnotherCustomer_HearsNoName()
    {
        using var one = await HoldAsync("acme-01");
        using var other = await ConnectAsync("nova-01");
        await AskAsync(other);
        await AnswerAsync(other);
        await EvaluateAsync();
        var told = (await AnswerAsync(other)).Reason;

        Assert.That(told, Does.StartWith("waits for another host, whose turn it is until "));
        var list = await Desk.ListAsync(new(), new Caller("ben", Role.Viewer, ["nova"]), default);
        Assert.That(list.Turns.Select(t => (t.Host, t.Reason)), Is.EqualTo(new[] { ("nova-01", told) }));
        Assert.That((await Desk.ListAsync(new(), Anna, default)).Turns.Select(t => (t.Host, t.State)), Is.EqualTo(new[] { ("acme-01", "holding"), ("nova-01", "waiting") }));
        Assert.That((await Desk.ListAsync(new(), Anna, default)).Turns[1].Reason, Does.StartWith("waits for acme-01, "));
    }

    [Test]
    public async Task Host_NotBackInTime_KeepsOthersWaitingUntilItIs()
    {
        var one = await HoldAsync("acme-01");
        using var other = await ConnectAsync("acme-02");
        await AskAsync(other);
        await AnswerAsync(other);
        one.Dispose();
        await UntilAsync(async () => await fleet.ScalarAsync<string>("SELECT connected_to FROM hosts WHERE name = 'acme-01'") == "");
        time.Advance(TimeSpan.FromMinutes(31));
        await EvaluateAsync();

        Assert.That(await StateAsync("acme-01"), Is.EqualTo("overdue"));
        Assert.That((await AnswerAsync(other)).Reason, Does.Match("^waits for acme-01, which has not come back from its turn since .* UTC$"));
        Assert.That((await EventsAsync())[^1], Does.Match("^acme-01 overdue acme-01 has not come back from its turn since .* UTC; others wait for it$"));

        using var back = await ConnectAsync("acme-01");
        await back.SendAsync(new ConnectRequest { TurnRequest = new TurnRequest { Held = true } });
        Assert.That(await AnswerAsync(back), Is.EqualTo(new TurnGrant { Reason = "this host's turn is over, and it has not given it back" }));
        Assert.That(await StateAsync("acme-01"), Is.EqualTo("overdue"), "that it is heard is not that it is well");
        await back.SendAsync(new ConnectRequest { TurnRequest = new TurnRequest() });
        await AnswerAsync(back);
        await EvaluateAsync();

        Assert.That((await AnswerAsync(other)).Granted, Is.True);
        Assert.That(await EventsAsync(), Has.Member("acme-01 returned acme-01 is back, and is done with its turn"));
    }

    [Test]
    public async Task Request_AgainAfterAReconnect_HasWhatIsLeft()
    {
        (await HoldAsync("acme-01")).Dispose();
        time.Advance(TimeSpan.FromMinutes(10));
        using var again = await ConnectAsync("acme-01");
        await AskAsync(again);

        Assert.That((await AnswerAsync(again)).Lasts.ToTimeSpan(), Is.EqualTo(TimeSpan.FromMinutes(20)));
    }

    [Test]
    public async Task Request_AfterItsTurnWasOver_WaitsLikeAnyOther()
    {
        using var one = await HoldAsync("acme-01");
        time.Advance(TimeSpan.FromMinutes(30));
        await AskAsync(one);
        await UntilAsync(async () => await StateAsync("acme-01") == "waiting");

        Assert.That((await AnswerAsync(one)).Granted, Is.False);
        Assert.That(await StateAsync("acme-01"), Is.EqualTo("waiting"));
    }

    [Test]
    public async Task Coordinator_Restarts_GoesOnWithWhatIsInTheStore()
    {
        (await HoldAsync("acme-01")).Dispose();
        await fleet.StopAsync();
        fleet = await TestFleet.StartAsync(time, fleet.Directory);
        using var other = await ConnectAsync("acme-02");
        await AskAsync(other);
        await AnswerAsync(other);
        await EvaluateAsync();

        Assert.That((await AnswerAsync(other)).Reason, Does.StartWith("waits for acme-01, "));
    }

    [Test]
    public async Task Engines_OfTwoCoordinatorsAtOnce_GrantOnce()
    {
        var names = Enumerable.Range(0, 20).Select(n => $"acme-{n + 10}").ToArray();
        await fleet.EnrolAsync(names);
        await using var second = await SecondAsync();
        for (var round = 0; round < 10; round++)
        {
            await fleet.WriteAsync(async (connection, transaction) =>
            {
                await connection.ExecuteAsync("DELETE FROM turns", transaction: transaction);
                await connection.ExecuteAsync("UPDATE hosts SET connected_to = 'x'", transaction: transaction);
                await connection.ExecuteAsync("INSERT INTO turns (host, since) SELECT name, 1 FROM hosts", transaction: transaction);
            });
            await Task.WhenAll(new[] { fleet, second.Fleet, fleet, second.Fleet }.Select(f => Task.Run(() => f.Services.GetRequiredService<TurnEngine>().EvaluateAsync(default))));

            Assert.That(await fleet.ScalarAsync<long>("SELECT count(*) FROM turns WHERE state = 'holding'"), Is.EqualTo(1));
        }

        Assert.That((await EventsAsync()).Count(e => e.Contains(" granted ", StringComparison.Ordinal)), Is.EqualTo(10));
    }

    [Test]
    public async Task Host_RevokedOrRemoved_LosesItsPlace()
    {
        using var one = await HoldAsync("acme-01");
        using var other = await ConnectAsync("acme-02");
        await AskAsync(other);
        await AnswerAsync(other);
        await fleet.WriteAsync((connection, transaction) => connection.ExecuteAsync("UPDATE hosts SET revoked_at = 1 WHERE name = 'acme-01'", transaction: transaction));
        await EvaluateAsync();
        Assert.That((await AnswerAsync(other)).Granted, Is.True);

        await fleet.WriteAsync((connection, transaction) => connection.ExecuteAsync("UPDATE hosts SET expected = FALSE WHERE name = 'acme-02'", transaction: transaction));
        await EvaluateAsync();
        Assert.That((await AnswerAsync(other)).Over, Is.True);
        await AskAsync(other);
        Assert.That(await AnswerAsync(other), Is.EqualTo(new TurnGrant { Reason = "the config repo does not name this host" }));
    }

    [Test]
    public async Task End_OfAStuckTurn_LetsTheNextGoAndIsAudited()
    {
        using var one = await HoldAsync("acme-01");
        await Desk.EndAsync(new EndTurnRequest { Host = "acme-01", Reason = "its disk is dead" }, Anna, default);

        Assert.That((await AnswerAsync(one)).Over, Is.True);
        Assert.That(await fleet.ScalarAsync<string>("SELECT summary FROM events WHERE kind = 'audit' AND action = 'turn-ended'"), Is.EqualTo("anna: ended the turn of acme-01: its disk is dead"));
    }

    [TestCase("acme-01", "", StatusCode.InvalidArgument)]
    [TestCase("acme-01", "a\nb", StatusCode.InvalidArgument)]
    [TestCase("../x", "why", StatusCode.InvalidArgument)]
    [TestCase("acme-09", "why", StatusCode.NotFound)]
    [TestCase("nova-01", "why", StatusCode.NotFound)]
    [TestCase("acme-01", "why", StatusCode.FailedPrecondition)]
    public void End_OfNothing_SaysWhy(string host, string reason, StatusCode expected) => Assert.That(
        () => Desk.EndAsync(new EndTurnRequest { Host = host, Reason = reason }, new Caller("ben", Role.Operator, ["acme"]), default),
        Throws.InstanceOf<RpcException>().With.Property("StatusCode").EqualTo(expected));

    [Test]
    public async Task Request_HostileText_IsMadePlainOrRefused()
    {
        using var stream = await ConnectAsync("acme-01");
        await AskAsync(stream, "a\e[2J\nb");
        await AnswerAsync(stream);
        Assert.That((await Desk.ListAsync(new(), Anna, default)).Turns.Single().Purpose, Is.EqualTo("a [2J b"));

        await AskAsync(stream, new string('x', 2_000));
        Assert.That((await stream.EndAsync()).StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
    }

    [Test]
    public async Task Rounds_GrantWhoseSignalWasLost_IsTold()
    {
        using var stream = await ConnectAsync("acme-01");
        await AskAsync(stream);
        await AnswerAsync(stream);
        await fleet.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE turns SET state = 'holding', until = @until", new { until = time.GetUtcNow().AddMinutes(30).UtcTicks }, transaction));
        var rounds = fleet.Services.GetRequiredService<SessionRounds>();
        await rounds.GoAsync(default);
        await rounds.GoAsync(default);

        Assert.That((await AnswerAsync(stream)).Granted, Is.True);
        await stream.SendAsync(new ConnectRequest { TurnRequest = new TurnRequest() });
        Assert.That((await AnswerAsync(stream)).Over, Is.True, "and told once");
    }

    private TurnDesk Desk => fleet.Services.GetRequiredService<TurnDesk>();

    private Task EvaluateAsync() => fleet.Services.GetRequiredService<TurnEngine>().EvaluateAsync(default);

    private async Task<TestStream> ConnectAsync(string host)
    {
        var stream = fleet.Connect(host);
        await stream.GreetAsync(TestStream.Hello(ledger: host, machine: host, sentAt: time.GetUtcNow()));
        return stream;
    }

    private static Task AskAsync(TestStream stream, string reason = "reboot/host") =>
        stream.SendAsync(new ConnectRequest { TurnRequest = new TurnRequest { Wanted = true, Reason = reason } });

    private static async Task<TurnGrant> AnswerAsync(TestStream stream)
    {
        while (true)
        {
            if ((await stream.NextAsync()).TurnGrant is { } grant)
            {
                return grant;
            }
        }
    }

    private async Task<TestStream> HoldAsync(string host)
    {
        var stream = await ConnectAsync(host);
        await AskAsync(stream);
        await AnswerAsync(stream);
        await EvaluateAsync();
        Assert.That((await AnswerAsync(stream)).Granted, Is.True);
        return stream;
    }

    private Task<string> StateAsync(string host) => fleet.ScalarAsync<string>("SELECT state FROM turns WHERE host = @host", new { host });

    private async Task<IReadOnlyList<string>> EventsAsync()
    {
        await using var connection = await fleet.Database.OpenAsync(default);
        return [.. await connection.QueryAsync<string>("SELECT host || ' ' || action || ' ' || summary FROM events WHERE kind = 'turn' ORDER BY id")];
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition() && tries < 500; tries++)
        {
            await Task.Delay(10);
        }
    }

    private async Task<Second> SecondAsync() => new(await TestFleet.StartAsync(time, fleet.Directory));

    // It shares the directory of the first, which removes it.
    private sealed record Second(TestFleet Fleet) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Fleet.StopAsync();
    }
}
