namespace Mint.Coordinator.Access;

/// <summary>
/// Closes a connection on which nothing was asked for too long. Kestrel's own limit is no limit for HTTP/2: whoever answers pings, or sends
/// them, may stay for ever, and takes a place from an agent.
/// </summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeSpan most;
    private readonly Timer timer;
    private int requests;
    private bool over;

    /// <summary>Begins with the connection.</summary>
    /// <param name="most">How long it may rest.</param>
    /// <param name="close">Closes it.</param>
    public IdleWatch(TimeSpan most, Action close)
    {
        this.most = most;
        timer = new Timer(_ => close(), null, most, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A request begins; disposing ends it.</summary>
    public IDisposable Begin()
    {
        Count(1);
        return new Request(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            over = true;
            timer.Dispose();
        }
    }

    private void Count(int change)
    {
        lock (gate)
        {
            requests += change;
            if (!over)
            {
                timer.Change(requests == 0 ? most : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private sealed class Request(IdleWatch watch) : IDisposable
    {
        public void Dispose() => watch.Count(-1);
    }
}
