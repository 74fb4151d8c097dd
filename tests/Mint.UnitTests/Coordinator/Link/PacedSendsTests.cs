using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Link;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Link;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PacedSendsTests
{
    private readonly FakeTimeProvider time = new();
    private int sent;

    [Test]
    public async Task Add_ForMoreThanGoTogether_LetsTheOthersWaitForThePause()
    {
        using var paced = new PacedSends(time, NullLogger<PacedSends>.Instance);
        await paced.StartAsync(default);
        for (var i = 0; i < (2 * PacedSends.Together) + 1; i++)
        {
            paced.Add(Send);
        }

        Assert.That(Sent, Is.EqualTo(PacedSends.Together).After(5).Seconds.PollEvery(5).MilliSeconds);
        time.Advance(PacedSends.Pause / 2);
        Assert.That(Sent(), Is.EqualTo(PacedSends.Together));
        time.Advance(PacedSends.Pause / 2);
        Assert.That(Sent, Is.EqualTo(2 * PacedSends.Together).After(5).Seconds.PollEvery(5).MilliSeconds);
        await paced.StopAsync(default);
    }

    [Test]
    public async Task Add_OfWhatIsNoNewsAnyMore_CostsNoPause()
    {
        using var paced = new PacedSends(time, NullLogger<PacedSends>.Instance);
        await paced.StartAsync(default);
        for (var i = 0; i < 10 * PacedSends.Together; i++)
        {
            paced.Add(() => false);
        }

        paced.Add(Send);

        Assert.That(Sent, Is.EqualTo(1).After(5).Seconds.PollEvery(5).MilliSeconds);
        await paced.StopAsync(default);
    }

    private bool Send() => Interlocked.Increment(ref sent) > 0;

    private int Sent() => Volatile.Read(ref sent);
}
