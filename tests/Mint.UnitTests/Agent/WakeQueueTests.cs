using Mint.Agent.Loop;
using Mint.Core;
using NUnit.Framework;

namespace Mint.UnitTests.Agent;

public sealed class WakeQueueTests
{
    [Test]
    public async Task Take_SeveralReasonsWhileBusy_AreOneTurn()
    {
        using var queue = new WakeQueue(TimeProvider.System);
        var (a, b) = (new ResourceId("file", "/a"), new ResourceId("file", "/b"));
        queue.Add(new Wake { Touched = new HashSet<ResourceId> { a } });
        queue.Add(new Wake { Touched = new HashSet<ResourceId> { b } });
        queue.Add(new Wake { Moved = true });

        var wake = await queue.TakeAsync(TimeSpan.FromSeconds(5), CancellationToken.None);

        Assert.That(wake?.Moved, Is.True);
        Assert.That(wake?.Touched, Is.EquivalentTo(new[] { a, b }));
        Assert.That(await queue.TakeAsync(TimeSpan.Zero, CancellationToken.None), Is.Null);
    }

    [Test]
    public void Take_Stopping_Throws()
    {
        using var queue = new WakeQueue(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.That(async () => await queue.TakeAsync(TimeSpan.FromMinutes(1), stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
