namespace Mint.Coordinator.Store;

/// <summary>
/// Whether the store takes writes. It is said when it stops, once a minute while it does not, and when it takes them again: a disk that is
/// full must not be filled by what is logged of it.
/// </summary>
internal sealed partial class WriteOutage(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Reminds = TimeSpan.FromMinutes(1);

    // On a disk that is nearly full small writes succeed between large ones that fail.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private DateTimeOffset? since;
    private DateTimeOffset failed;
    private DateTimeOffset told;

    /// <summary>Since when it takes none; null while it does.</summary>
    public DateTimeOffset? Since
    {
        get
        {
            lock (gate)
            {
                return since;
            }
        }
    }

    /// <summary>A write failed, and it was not its own fault.</summary>
    public void Fail(string reason)
    {
        lock (gate)
        {
            failed = time.GetUtcNow();
            if (since is null || failed - told >= Reminds)
            {
                told = failed;
                LogFailed(reason);
            }

            since ??= failed;
        }
    }

    /// <summary>A write succeeded.</summary>
    public void Succeed()
    {
        lock (gate)
        {
            if (since is { } began && time.GetUtcNow() - failed >= Calm)
            {
                since = null;
                LogOver(began);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store can't be written (what was acknowledged is kept, agents keep the rest and try again): {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store can be written again, which it could not since {Began:u}")]
    private partial void LogOver(DateTimeOffset began);
}
