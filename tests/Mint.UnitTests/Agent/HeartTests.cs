using Microsoft.Extensions.Time.Testing;
using Mint.Agent.Systemd;
using NUnit.Framework;

namespace Mint.UnitTests.Agent;

public sealed class HeartTests
{
    [Test]
    public void Beats_WithinThePromise_AndNotAfterIt()
    {
        var clock = new FakeTimeProvider();
        var heart = new Heart(clock);
        heart.Promise(TimeSpan.FromSeconds(30));

        clock.Advance(TimeSpan.FromSeconds(30));
        var within = heart.Beats;
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(within, Is.True);
        Assert.That(heart.Beats, Is.False);
    }
}
