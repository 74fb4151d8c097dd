using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Store;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Store;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WriteOutageTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Lines log = new();
    private readonly WriteOutage outage;

    public WriteOutageTests() => outage = new WriteOutage(time, log);

    [Test]
    public void Failures_InALoop_AreSaidOnceAMinute()
    {
        for (var second = 0; second < 120; second++)
        {
            outage.Fail("SQLite Error 13: 'database or disk is full'");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(log.All, Is.EqualTo(Enumerable.Repeat(
            (LogLevel.Error, "The store can't be written (what was acknowledged is kept, agents keep the rest and try again): SQLite Error 13: 'database or disk is full'"), 2)));
    }

    [Test]
    public void Success_BetweenFailures_IsNotTheEnd()
    {
        var began = time.GetUtcNow();
        outage.Fail("full");
        time.Advance(TimeSpan.FromSeconds(9));
        outage.Succeed();
        outage.Fail("full");
        time.Advance(TimeSpan.FromSeconds(9));
        outage.Succeed();
        Assert.That((outage.Since, log.All.Count), Is.EqualTo(((DateTimeOffset?)began, 1)));
        time.Advance(TimeSpan.FromSeconds(1));
        outage.Succeed();
        Assert.That((outage.Since, log.All[^1].Level), Is.EqualTo(((DateTimeOffset?)null, LogLevel.Information)));
    }

    private sealed class Lines : ILogger
    {
        public List<(LogLevel Level, string Message)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add((logLevel, formatter(state, exception)));
    }
}
