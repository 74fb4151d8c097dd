using System.Data.Common;
using Dapper;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Store;

public sealed class WriteQueueTests
{
    [Test]
    public async Task Write_OneOfManyFails_OnlyThatOneIsLost()
    {
        await using var coordinator = await TestFleet.StartAsync();
        var works = Enumerable.Range(0, 200).Select(n => coordinator.WriteAsync((c, t) => n == 77
            ? c.ExecuteAsync("INSERT INTO nowhere VALUES (1)", transaction: t)
            : c.ExecuteAsync("INSERT INTO facts (name, value) VALUES (@n, 'x')", new { n }, t))).ToList();
        Assert.That(async () => await Task.WhenAll(works), Throws.InstanceOf<DbException>());
        Assert.That(works.Count(w => w.IsCompletedSuccessfully), Is.EqualTo(199));
        Assert.That(await coordinator.ScalarAsync<long>("SELECT count(*) FROM facts WHERE value = 'x'"), Is.EqualTo(199));
    }

    [Test]
    public async Task Write_ManyFail_DelayNobody()
    {
        // The clock stands: a pause for each failure would never end.
        await using var store = new WatchedStore();
        await store.OpenAsync();
        var works = Enumerable.Range(0, 100).Select(n => store.Queue.WriteAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync("INSERT INTO facts (name, value) VALUES (@n, 'x')", new { n }, transaction);
                if (n % 2 == 0)
                {
                    throw new ArgumentException($"refused {n}");
                }
            },
            default)).ToList();
        await Task.WhenAll(works).WaitAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(works.Count(w => w.IsCompletedSuccessfully), Is.EqualTo(50));
        Assert.That(works[76].Exception?.InnerException, Is.InstanceOf<ArgumentException>().With.Message.EqualTo("refused 76"));
        Assert.That(await store.ScalarAsync<long>("SELECT count(*) FROM facts WHERE value = 'x'"), Is.EqualTo(50));
    }

    [Test]
    public async Task Write_GivesTheWholeTransactionUp_IsHeardByAllAndTheNextIsWritten()
    {
        await using var coordinator = await TestFleet.StartAsync();
        Assert.That(async () => await coordinator.WriteAsync((c, t) => c.ExecuteAsync("ROLLBACK; SELECT broken FROM nowhere", transaction: t)), Throws.Exception);
        await coordinator.WriteAsync((c, t) => c.ExecuteAsync("INSERT INTO facts (name, value) VALUES ('after', 'x')", transaction: t));
        Assert.That(await coordinator.ScalarAsync<string>("SELECT value FROM facts WHERE name = 'after'"), Is.EqualTo("x"));
    }

    [Test]
    public async Task Stop_WhileTheStoreIsAway_LeavesNobodyWaiting()
    {
        await using var store = new WatchedStore();
        await store.OpenAsync();
        var works = Enumerable.Range(0, 50).Select(_ => store.Queue.WriteAsync(
            (connection, transaction) => connection.ExecuteAsync("ROLLBACK; SELECT broken FROM nowhere", transaction: transaction), CancellationToken.None)).ToList();
        await store.Queue.StopAsync(default).WaitAsync(TimeSpan.FromSeconds(20));
        await Task.WhenAll(works).WaitAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(works, Has.All.Property("IsCompleted").True);
    }
}
