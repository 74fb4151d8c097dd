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
}
