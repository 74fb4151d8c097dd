using Dapper;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Events;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Fleet;

public sealed class WatchStreamTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    [Test]
    public async Task Watch_TokenThatIsRevoked_EndsTheStream()
    {
        await using var coordinator = await TestFleet.StartAsync(time);
        var (fleet, caller) = coordinator.Fleet();
        using var call = fleet.Watch(new WatchRequest(), caller);
        Assert.That(await call.ResponseStream.MoveNext(default), Is.True);
        await coordinator.WriteAsync((c, t) => c.ExecuteAsync("UPDATE api_tokens SET revoked_at = 1", transaction: t));

        var ended = Assert.ThrowsAsync<RpcException>(async () =>
        {
            using var within = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            var next = call.ResponseStream.MoveNext(within.Token);
            while (!next.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(16));
                await Task.WhenAny(next, Task.Delay(20));
            }

            await next;
        });

        Assert.That(ended?.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
    }

    [Test]
    public async Task Prune_EventsOlderThanTheOptionsSay_AreLetGo()
    {
        await using var coordinator = await TestFleet.StartAsync(time, with: o => o with { KeepEvents = TimeSpan.FromDays(30) });
        var log = coordinator.Services.GetRequiredService<EventLog>();
        await log.AuditAsync("anna", "", "old", "something old", default);
        time.Advance(TimeSpan.FromDays(31));
        await log.AuditAsync("anna", "", "new", "something new", default);

        await coordinator.Services.GetRequiredService<EventRetention>().PruneAsync(default);

        Assert.That(await coordinator.ScalarAsync<string>("SELECT string_agg(action, ',') FROM events"), Is.EqualTo("new"));
    }
}
