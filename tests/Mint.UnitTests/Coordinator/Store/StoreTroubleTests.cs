using Dapper;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Mint.Coordinator.Link;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using Npgsql;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Store;

/// <summary>What agents meet while the store is full or away, and afterwards.</summary>
public sealed class StoreTroubleTests
{
    private TestFleet coordinator = null!;

    private TroubledDatabase Store => coordinator.Services.GetRequiredService<TroubledDatabase>();

    [SetUp]
    public async Task Start()
    {
        coordinator = await TestFleet.StartAsync(configure: TroubledDatabase.Wrap);
        await coordinator.EnrolAsync("acme-01", "nova-01");
    }

    [TearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public async Task Disk_Full_LosesNothingThatWasAcknowledgedAndGoesOnOnceThereIsSpace()
    {
        using (var stream = coordinator.Connect("acme-01"))
        {
            await stream.GreetAsync();
            await stream.SendAsync(TestStream.Events(1, 3));
            await stream.NextAsync();
            Store.IsFull = true;
            await stream.SendAsync(Large(4, 40));
            var end = await stream.EndAsync();
            Assert.That(end.StatusCode, Is.EqualTo(StatusCode.Unavailable), end.Detail);
            Assert.That(end.Detail, Does.Contain("nothing is lost"));
        }

        Assert.That(coordinator.Services.GetRequiredService<WriteQueue>().FailsSince, Is.Not.Null);
        var (fleet, caller) = coordinator.Fleet();
        var events = await fleet.ListEventsAsync(new ListEventsOfFleetRequest { Filter = "host:acme-01" }, caller);
        Assert.That(events.Events.Select(e => e.Event.Sequence), Is.EqualTo(new ulong[] { 3, 2, 1 }), "questions are answered meanwhile");

        Store.IsFull = false;
        await AssertDeliversAsync(acknowledged: 3, Large(4, 40), stored: 43);
    }

    [Test]
    public async Task Disk_FullForAReport_KeepsTheStateBefore()
    {
        using (var stream = coordinator.Connect("acme-01"))
        {
            await stream.GreetAsync();
            await stream.SendAsync(TestStream.Report("h1"));
            await stream.NextAsync();
            Store.IsFull = true;
            var report = TestStream.Report("h2", "failed");
            report.Concerns.AddRange(Enumerable.Range(0, 500).Select(n => TestStream.Concern($"file/{n}", "failed")));
            await stream.SendAsync(report);
            Assert.That((await stream.EndAsync()).StatusCode, Is.EqualTo(StatusCode.Unavailable));
        }

        Assert.That(await coordinator.ScalarAsync<long>("SELECT count(*) FROM concerns"), Is.Zero, "a report is stored whole or not at all");
        Store.IsFull = false;
        using var again = coordinator.Connect("acme-01");
        Assert.That((await again.GreetAsync(TestStream.Hello("h1"))).StateKnown, Is.True);
    }

    private static IEnumerable<TestCaseData> Absences()
    {
        yield return Case("sqlite", () => new SqliteException("unable to open database file", 14));
        yield return Case("postgres", () => new NpgsqlException("Failed to connect to 127.0.0.1:5432"));
        yield return Case("time", () => new TimeoutException("the pool is empty"));
        yield return Case("broken", () => new InvalidOperationException("the connection is not open"));
        yield return Case("disposed", () => new ObjectDisposedException("connection"));
        yield return Case("io", () => new IOException("broken pipe"));

        static TestCaseData Case(string name, Func<Exception> away) => new TestCaseData(away).SetName($"Store_Away_IsUnavailableAndAgentsDeliverWhenItIsBack({name})");
    }

    [TestCaseSource(nameof(Absences))]
    public async Task Store_Away_IsUnavailableAndAgentsDeliverWhenItIsBack(Func<Exception> away)
    {
        using (var stream = coordinator.Connect("acme-01"))
        {
            await stream.GreetAsync();
            await stream.SendAsync(TestStream.Events(1, 3));
            await stream.NextAsync();
            Store.Away = away;
            await stream.SendAsync(TestStream.Events(4, 4));
            Assert.That((await stream.EndAsync()).StatusCode, Is.EqualTo(StatusCode.Unavailable));
        }

        using (var late = coordinator.Connect("nova-01"))
        {
            await late.SendAsync(TestStream.Hello());
            Assert.That((await late.EndAsync()).StatusCode, Is.EqualTo(StatusCode.Unavailable));
        }

        Store.Away = null;
        await AssertDeliversAsync(acknowledged: 3, TestStream.Events(4, 4), stored: 7);
    }

    [Test]
    public async Task Stream_EndedWhileTheStoreWasAway_IsNotedWhenItIsBack()
    {
        using (var stream = coordinator.Connect("acme-01"))
        {
            await stream.GreetAsync();
            Store.Away = () => new NpgsqlException("away");
            await stream.SendAsync(TestStream.Events(1, 1));
            await stream.EndAsync();
        }

        var rounds = coordinator.Services.GetRequiredService<SessionRounds>();
        Assert.That(() => rounds.GoAsync(default), Throws.Exception, "still away");
        Store.Away = null;
        await rounds.GoAsync(default);
        Assert.That(await coordinator.ScalarAsync<string>("SELECT connected_to FROM hosts WHERE name = 'acme-01'"), Is.Empty);
    }

    [Test]
    public async Task Postgres_GoneAndBack_EndsStreamsAndAgentsDeliver()
    {
        if (!TestPostgres.IsThere)
        {
            Assert.Ignore("MINT_TEST_POSTGRES is not set");
        }

        using (var stream = coordinator.Connect("acme-01"))
        {
            await stream.GreetAsync();
            await stream.SendAsync(TestStream.Events(1, 3));
            await stream.NextAsync();
            await TestPostgres.AllowAsync(coordinator.Directory, connections: false);
            await stream.SendAsync(TestStream.Events(4, 4));
            Assert.That((await stream.EndAsync()).StatusCode, Is.EqualTo(StatusCode.Unavailable));
        }

        Assert.That(coordinator.Services.GetRequiredService<WriteQueue>().FailsSince, Is.Not.Null);
        await TestPostgres.AllowAsync(coordinator.Directory, connections: true);
        await AssertDeliversAsync(acknowledged: 3, TestStream.Events(4, 4), stored: 7);

        // What is told between coordinators is heard again, too.
        using var other = coordinator.Connect("nova-01");
        await other.GreetAsync();
        var signals = coordinator.Services.GetRequiredService<Signals>();
        var woken = other.NextAsync();
        while (!woken.IsCompleted)
        {
            await signals.SendAsync(SignalTopics.Wake, ["nova-01"], default);
            await Task.WhenAny(woken, Task.Delay(50));
        }

        Assert.That((await woken).MessageCase, Is.EqualTo(ConnectResponse.MessageOneofCase.Wake));
    }

    private static EventBatch Large(int first, int count)
    {
        var batch = TestStream.Events(first, count);
        foreach (var each in batch.Events)
        {
            each.Summary = new string('x', 10_000);
        }

        return batch;
    }

    private async Task AssertDeliversAsync(ulong acknowledged, EventBatch rest, long stored)
    {
        using var again = coordinator.Connect("acme-01");
        Assert.That((await again.GreetAsync()).AcknowledgedSequence, Is.EqualTo(acknowledged));
        await again.SendAsync(rest);
        Assert.That((await again.NextAsync()).EventAcknowledgement.Sequence, Is.EqualTo(rest.Events[^1].Sequence));
        Assert.That(await coordinator.ScalarAsync<long>("SELECT count(*) FROM events WHERE host = 'acme-01' AND sequence > 0"), Is.EqualTo(stored), "nothing lost, nothing doubled");
        await using var connection = await coordinator.Database.OpenAsync(default);
        Assert.That(await connection.QueryAsync<long>("SELECT sequence FROM events WHERE host = 'acme-01' AND sequence > 0 ORDER BY id"), Is.Ordered);
    }
}
