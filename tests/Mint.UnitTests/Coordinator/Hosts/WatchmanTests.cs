using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Store;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Hosts;

public sealed class WatchmanTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private TestFleet coordinator = null!;

    [SetUp]
    public async Task Start()
    {
        coordinator = await TestFleet.StartAsync(time);
        await coordinator.EnrolAsync("acme-01", "nova-01");
        await coordinator.Services.GetRequiredService<Lease>().TryTakeAsync(default);
    }

    [TearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public async Task Look_HostThatStops_IsSilentOnceAndReturns()
    {
        await coordinator.WriteAsync((c, t) => c.ExecuteAsync("UPDATE hosts SET last_seen_at = @at, reported_state = 'converged', state = 'converged'", new { at = time.GetUtcNow().UtcTicks }, t));
        await PassAsync(TimeSpan.FromMinutes(3));
        coordinator.Services.GetRequiredService<Presence>().Hear("nova-01");
        await coordinator.Services.GetRequiredService<Presence>().WriteAsync(default);
        await LookAsync();
        await LookAsync();
        Assert.That(await StateAsync("acme-01"), Is.EqualTo("silent"));
        Assert.That(await StateAsync("nova-01"), Is.EqualTo("converged"));
        // The coordinator's own looks go on beside these, and may be the ones that tell it.
        Assert.That(() => EventsAsync("silent").GetAwaiter().GetResult(), Is.EqualTo(1).After(5).Seconds.PollEvery(20).MilliSeconds);

        using var stream = coordinator.Connect("acme-01");
        await stream.GreetAsync();
        Assert.That(await StateAsync("acme-01"), Is.EqualTo("converged"));
        Assert.That(await EventsAsync("returned"), Is.EqualTo(1));
        Assert.That(await EventsAsync("silent"), Is.EqualTo(1));
    }

    [Test]
    public async Task Look_CoordinatorThatDied_LeavesNoConnectedHosts()
    {
        await coordinator.WriteAsync((c, t) => c.ExecuteAsync("UPDATE hosts SET connected_to = 'dead/1', session_id = 'x'", transaction: t));
        await LookAsync();
        Assert.That(await coordinator.ScalarAsync<long>("SELECT count(*) FROM hosts WHERE connected_to <> ''"), Is.Zero);
    }

    [Test]
    public async Task Look_AcceptedCommit_RaisesTheWitnessedHeadAndNeverLowersIt()
    {
        await coordinator.WriteAsync((c, t) => c.ExecuteAsync("INSERT INTO commits (id, position, refused_reason, seen_at, subject, author, authored_at, signed_by, parent) VALUES (@id, @position, '', 0, '', '', 0, '', '')", new object[] { new { id = "one", position = 1 }, new { id = "two", position = 2 } }, t));
        foreach (var (accepted, witnessed) in new[] { ("one", "one"), ("two", "two"), ("one", "two"), ("elsewhere", "two") })
        {
            await coordinator.WriteAsync((c, t) => c.ExecuteAsync("UPDATE hosts SET accepted_commit = @accepted", new { accepted }, t));
            await LookAsync();
            Assert.That(await coordinator.ScalarAsync<string>("SELECT witnessed_commit FROM hosts WHERE name = 'acme-01'"), Is.EqualTo(witnessed), accepted);
        }
    }

    // Renews the lease as it would be in that time.
    private async Task PassAsync(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromSeconds(10))
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await coordinator.Services.GetRequiredService<Lease>().TryTakeAsync(default);
        }
    }

    private Task LookAsync() => coordinator.Services.GetRequiredService<Watchman>().LookAsync(default);

    private Task<long> EventsAsync(string action) => coordinator.ScalarAsync<long>("SELECT count(*) FROM events WHERE host = 'acme-01' AND action = @action", new { action });

    private Task<string> StateAsync(string host) => coordinator.ScalarAsync<string>("SELECT state FROM hosts WHERE name = @host", new { host });
}
