using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Store;

public sealed class LeaseTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task Lease_StoreThrowsAnything_IsLostAndTakenAgain()
    {
        await using var store = new WatchedStore();
        await store.OpenAsync();
        await store.Lease.StartAsync(default);
        await UntilAsync(store, () => store.Lease.Held);

        store.Trouble.Away = () => new TimeoutException("the pool is empty");
        await UntilAsync(store, () => store.Trouble.Refused >= 3 && !store.Lease.Held);
        store.Trouble.Away = null;
        await UntilAsync(store, () => store.Lease.Held);

        await store.Lease.StopAsync(default);
        Assert.That(store.Lease.ExecuteTask?.IsCompletedSuccessfully, Is.True);
    }

    private static async Task UntilAsync(WatchedStore store, Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            store.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, patience.Token);
        }
    }
}
