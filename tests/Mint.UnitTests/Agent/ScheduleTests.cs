using Microsoft.Extensions.Time.Testing;
using Mint.Agent.Loop;
using NUnit.Framework;

namespace Mint.UnitTests.Agent;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ScheduleTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public void Due_BeforeTheInterval_IsNothing()
    {
        var schedule = new Schedule(TimeSpan.FromMinutes(5), clock);

        clock.Advance(TimeSpan.FromMinutes(4));

        Assert.That(schedule.Due(), Is.Null);
    }

    [Test]
    public void Due_AfterTheIntervalAndItsSplay_IsEverything()
    {
        var schedule = new Schedule(TimeSpan.FromMinutes(5), clock);

        clock.Advance(TimeSpan.FromMinutes(5.5));

        Assert.That(schedule.Due()?.ObserveAll, Is.True);
    }

    [Test]
    public void Due_WhenAHeldChangesTimeComes_IsEverything()
    {
        var schedule = new Schedule(TimeSpan.FromMinutes(5), clock);
        schedule.Observed(clock.GetUtcNow().AddSeconds(30));

        clock.Advance(TimeSpan.FromSeconds(29));
        var before = schedule.Due();
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(before, Is.Null);
        Assert.That(schedule.Due()?.ObserveAll, Is.True);
    }

    [Test]
    public void Await_ATimeThatHasPassed_DoesNotSpin()
    {
        var schedule = new Schedule(TimeSpan.FromMinutes(5), clock);

        schedule.Await(clock.GetUtcNow().AddHours(-1));

        Assert.That(schedule.UntilNext, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void Due_ClockSetBackADay_WaitsForOneIntervalAtMost()
    {
        var back = new FakeTimeProvider(clock.GetUtcNow().AddDays(1)) { AutoAdvanceAmount = TimeSpan.Zero };
        var schedule = new Schedule(TimeSpan.FromMinutes(5), new SettableClock(back, clock));

        SettableClock.UseSecond = true;
        _ = schedule.Due();

        Assert.That(schedule.UntilNext, Is.LessThanOrEqualTo(TimeSpan.FromMinutes(6)));
        SettableClock.UseSecond = false;
    }

    /// <summary>A clock that can be set back, which the fake one refuses.</summary>
    private sealed class SettableClock(TimeProvider first, TimeProvider second) : TimeProvider
    {
        public static bool UseSecond { get; set; }

        public override DateTimeOffset GetUtcNow() => (UseSecond ? second : first).GetUtcNow();
    }
}
