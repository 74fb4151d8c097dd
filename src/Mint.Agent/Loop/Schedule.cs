namespace Mint.Agent.Loop;

/// <summary>
/// When the loop turns by itself: to look at everything, and when a held change's time comes. The wait gets a splay of a tenth, so
/// that hundreds of hosts do not work at once.
/// </summary>
/// <param name="observe">Between two looks at everything.</param>
/// <param name="time">The clock.</param>
internal sealed class Schedule(TimeSpan observe, TimeProvider time)
{
    private DateTimeOffset nextObserve = time.GetUtcNow() + Splay.Of(observe);
    private DateTimeOffset? release;

    /// <summary>When everything is looked at next.</summary>
    public DateTimeOffset NextObserve => release is { } earlier && earlier < nextObserve ? earlier : nextObserve;

    /// <summary>How long until then.</summary>
    public TimeSpan UntilNext
    {
        get
        {
            var wait = NextObserve - time.GetUtcNow();
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }
    }

    /// <summary>What is due now; null when nothing is.</summary>
    public Wake? Due()
    {
        // A clock that was set back must not make the loop wait for the difference.
        var latest = time.GetUtcNow() + (observe * 1.2);
        nextObserve = nextObserve < latest ? nextObserve : latest;
        return time.GetUtcNow() >= NextObserve ? new Wake { ObserveAll = true } : null;
    }

    /// <summary>Everything was looked at.</summary>
    /// <param name="nextRelease">When something that waits may go on; null when nothing waits for a time.</param>
    public void Observed(DateTimeOffset? nextRelease)
    {
        nextObserve = time.GetUtcNow() + Splay.Of(observe);
        Await(nextRelease);
    }

    /// <summary>Something waits for a time.</summary>
    public void Await(DateTimeOffset? nextRelease)
    {
        var soonest = time.GetUtcNow().AddSeconds(1);
        release = nextRelease is { } at ? (at > soonest ? at : soonest) : null;
    }
}
