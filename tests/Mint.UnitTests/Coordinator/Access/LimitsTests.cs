using System.Net;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Access;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Access;

public sealed class LimitsTests
{
    private readonly FakeTimeProvider time = new();

    [Test]
    public void Tries_FromMoreAddressesThanAreKept_AreCountedTogether()
    {
        var tries = new TryLimiter(time);
        for (var i = 0; i < 10_000; i++)
        {
            tries.Fail($"a{i}");
        }

        Assert.That(tries.IsSpent("stranger"), Is.False);
        for (var i = 0; i < TryLimiter.Most; i++)
        {
            tries.Fail($"b{i}");
        }

        Assert.That((tries.IsSpent("stranger"), tries.IsSpent("a1")), Is.EqualTo((true, false)));
        time.Advance(TimeSpan.FromMinutes(1));
        tries.Fail("c");
        Assert.That(tries.IsSpent("stranger"), Is.False);
    }

    [Test]
    public async Task Alarms_OfManyCauses_AreBoundedInAMinute()
    {
        await using var coordinator = await new TestCoordinator().StartAsync();
        var alarms = coordinator.Get<SecurityAlarms>();
        for (var i = 0; i < 500; i++)
        {
            await alarms.RaiseAsync($"10.0.{i}.1", "", "try", "somebody tried", CancellationToken.None);
        }

        Assert.That(await coordinator.EventsAsync("security"), Has.Count.EqualTo(60));
        coordinator.Time.Advance(TimeSpan.FromMinutes(1));
        await alarms.RaiseAsync("10.1.1.1", "", "try", "somebody tried", CancellationToken.None);
        Assert.That((await coordinator.EventsAsync("security"))[^1], Is.EqualTo("|try|somebody tried (440 more tries were not told one by one)"));
    }

    [TestCase("192.0.2.7", "192.0.2.7")]
    [TestCase("::ffff:192.0.2.7", "192.0.2.7")]
    [TestCase("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void Address_OfACall_IsWhatTellsCallersApart(string address, string expected) => Assert.That(RemoteAddress.Of(IPAddress.Parse(address)), Is.EqualTo(expected));
}
