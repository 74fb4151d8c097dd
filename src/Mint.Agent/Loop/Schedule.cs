namespace Mint.Agent.Loop;

/// <summary>
/// When the loop turns by itself: to poll Git, to look at everything, and when a held change's time comes. Every wait gets a splay of
/// a tenth, so that hundreds of hosts do not ask at once.
/// </summary>
/// <param name="poll">Between two questions to the Git remote.</param>
/// <param name="observe">Between two looks at everything.</param>
/// <param name="time">The clock.</param>
internal sealed class Schedule(TimeSpan poll, TimeSpan observe, TimeProvider time)
{
    private DateTimeOffset nextPoll = time.GetUtcNow() + Splayed(poll);
    private DateTimeOffset nextObserve = time.GetUtcNow() + Splayed(observe);
    private DateTimeOffset? release;

    /// <summary>When everything is looked at next.</summary>
    public DateTimeOffset NextObserve => release is { } earlier && earlier < nextObserve ? earlier : nextObserve;

    /// <summary>How long until anything is due.</summary>
    public TimeSpan UntilNext
    {
        get
        {
            var next = NextObserve < nextPoll ? NextObserve : nextPoll;
            var wait = next - time.GetUtcNow();
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }
    }

    /// <summary>What is due now; null when nothing is.</summary>
    public Wake? Due()
    {
        // A clock that was set back must not make the loop wait for the difference.
        var now = time.GetUtcNow();
        nextPoll = Min(nextPoll, now + (poll * 1.2));
        nextObserve = Min(nextObserve, now + (observe * 1.2));
        var due = new Wake { Sync = now >= nextPoll, ObserveAll = now >= NextObserve };
        return due.Sync || due.ObserveAll ? due : null;
    }

    /// <summary>The remote was asked.</summary>
    public void Polled() => nextPoll = time.GetUtcNow() + Splayed(poll);

    /// <summary>Everything was looked at.</summary>
    /// <param name="nextRelease">When something that waits may go on; null when nothing waits for a time.</param>
    public void Observed(DateTimeOffset? nextRelease)
    {
        nextObserve = time.GetUtcNow() + Splayed(observe);
        Await(nextRelease);
    }

    /// <summary>Something waits for a time.</summary>
    public void Await(DateTimeOffset? nextRelease) => release = nextRelease is { } at ? Max(at, time.GetUtcNow().AddSeconds(1)) : null;

    private static TimeSpan Splayed(TimeSpan interval) => interval * (0.9 + (0.2 * Random.Shared.NextDouble()));

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
