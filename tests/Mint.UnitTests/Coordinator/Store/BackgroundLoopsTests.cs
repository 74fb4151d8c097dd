using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Store;

/// <summary>All loops of a whole coordinator, while the store throws whatever a driver may throw.</summary>
public sealed class BackgroundLoopsTests
{
    private static IEnumerable<TestCaseData> Absences()
    {
        yield return new TestCaseData(() => new Npgsql.NpgsqlException("away")).SetArgDisplayNames("driver");
        yield return new TestCaseData(() => new TimeoutException("away")).SetArgDisplayNames("time");
        yield return new TestCaseData(() => new ObjectDisposedException("away")).SetArgDisplayNames("disposed");
        yield return new TestCaseData(() => new OperationCanceledException("away")).SetArgDisplayNames("cancelled");
    }

    [TestCaseSource(nameof(Absences))]
    public async Task Loops_StoreThrows_GoOnAndServeWhenItIsBack(Func<Exception> away)
    {
        await using var coordinator = Create();
        await coordinator.StartAsync();
        using var certificate = await coordinator.EnrolAsync("web-01");
        var store = coordinator.Get<TroubledDatabase>();
        store.Away = away;
        var before = store.Refused;

        // Longer than the longest pause of any loop.
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromMinutes(21); passed += TimeSpan.FromSeconds(5))
        {
            coordinator.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1);
        }

        Assert.That(store.Refused - before, Is.GreaterThan(50), "many of them asked");
        Assert.That(coordinator.Get<IEnumerable<IHostedService>>().OfType<BackgroundService>().Where(s => s.ExecuteTask is null or { IsFaulted: true } or { IsCanceled: true }).Select(s => s.GetType().Name), Is.Empty);
        Assert.That(coordinator.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, Is.False);

        store.Away = null;
        var acknowledged = DeliverAsync(coordinator, certificate);
        while (!acknowledged.IsCompleted)
        {
            // The queue rests a moment after what it could not write.
            coordinator.Time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.WhenAny(acknowledged, Task.Delay(5));
        }

        Assert.That(await acknowledged, Is.EqualTo(2ul));
    }

    // Its lease is kept elsewhere: without it most loops would not even look.
    private static TestCoordinator Create() => new()
    {
        Configure = services =>
        {
            TroubledDatabase.Wrap(services);
            services.AddSingleton(s => new Lease(s.GetRequiredService<TroubledDatabase>().Inner, s.GetRequiredService<Identity>(), s.GetRequiredService<TimeProvider>(), NullLogger<Lease>.Instance));
        },
    };

    private static async Task<ulong> DeliverAsync(TestCoordinator coordinator, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        using var call = new AgentLinkService.AgentLinkServiceClient(coordinator.Channel(coordinator.Agents, certificate)).Connect();
        await call.RequestStream.WriteAsync(new ConnectRequest { Hello = TestStream.Hello(machine: "0123456789abcdef", sentAt: coordinator.Time.GetUtcNow()) });
        await call.ResponseStream.MoveNext(CancellationToken.None);
        await call.RequestStream.WriteAsync(new ConnectRequest { EventBatch = TestStream.Events(1, 2) });
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            if (call.ResponseStream.Current.EventAcknowledgement is { } acknowledged)
            {
                return acknowledged.Sequence;
            }
        }

        return 0;
    }
}
