namespace Mint.Agent.Link;

/// <summary>How the link to the coordinator stands. Written by the link, read by status, metrics and the rollout's gate.</summary>
/// <param name="coordinator">Where it is; null when agent.yaml names none.</param>
/// <param name="time">The clock.</param>
internal sealed class LinkState(Uri? coordinator, TimeProvider time)
{
    private readonly TaskCompletionSource welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkStanding standing = new(Up: false, time.GetUtcNow(), "");
    private Release? release;

    /// <summary>Raised when the link came up or went down, or the coordinator released other commits. Handlers must be quick.</summary>
    public event EventHandler? Changed;

    /// <summary>Where the coordinator is; null when there is none.</summary>
    public Uri? Coordinator => coordinator;

    /// <summary>Up or down, and since when.</summary>
    public LinkStanding Standing => Volatile.Read(ref standing);

    /// <summary>How far the coordinator last let this host follow; null when it never said.</summary>
    public Release? Release => Volatile.Read(ref release);

    /// <summary>Ends with the first welcome since the start.</summary>
    public Task Welcomed => welcomed.Task;

    /// <summary>The coordinator welcomed this host.</summary>
    public void RaiseUp(Release released)
    {
        Volatile.Write(ref release, released);
        Volatile.Write(ref standing, new LinkStanding(Up: true, time.GetUtcNow(), ""));
        welcomed.TrySetResult();
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>The coordinator released other commits.</summary>
    public void LetFollow(Release released)
    {
        Volatile.Write(ref release, released);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>The link is down; one that was down before stays so since then.</summary>
    public void TakeDown(string reason)
    {
        var before = Standing;
        Volatile.Write(ref standing, before with { Up = false, Since = before.Up ? time.GetUtcNow() : before.Since, Reason = reason });
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

/// <summary>Whether the link is up.</summary>
/// <param name="Up">Whether.</param>
/// <param name="Since">Since when.</param>
/// <param name="Reason">Why it is down; empty when it is up, or was not tried yet.</param>
internal sealed record LinkStanding(bool Up, DateTimeOffset Since, string Reason);

/// <summary>How far this host may follow the branch.</summary>
/// <param name="All">As far as it goes.</param>
/// <param name="Commit">When not all: the newest commit; empty for none.</param>
/// <param name="Reason">Why newer ones wait.</param>
internal sealed record Release(bool All, string Commit, string Reason);
