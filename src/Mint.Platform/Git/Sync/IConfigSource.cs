using Mint.Core.Config;
using Mint.Core.Providers;
using Mint.Core.Reporting;

namespace Mint.Platform.Git.Sync;

/// <summary>Where commits come from: the Git remote with its local clone, or a test's list.</summary>
public interface IConfigSource
{
    /// <summary>Asks the remote for a newer commit and decides whether to trust it. Never throws for the network or a bad commit.</summary>
    Task<SyncResult> SyncAsync(CancellationToken ct);

    /// <summary>Whether the remote answers, over a connection of its own; changes nothing. Never throws for the network.</summary>
    Task<RemoteProbe> ProbeAsync(CancellationToken ct);

    /// <summary>A commit that was accepted earlier, from the local clone; null when it is not there.</summary>
    KnownCommit? Open(string commitId);
}

/// <summary>Whether the remote answered.</summary>
/// <param name="Local">It lies on this very host, so that its answer says nothing of the network.</param>
/// <param name="Failure">Why it did not answer; null when it did.</param>
public sealed record RemoteProbe(bool Local, string? Failure);

/// <summary>A commit and its files, open until disposed.</summary>
/// <param name="Commit">What it says of itself.</param>
/// <param name="Files">Its files.</param>
public sealed record KnownCommit(CommitInfo Commit, IConfigFiles Files) : IDisposable
{
    /// <summary>Closes the files, where they hold something open.</summary>
    public void Dispose() => (Files as IDisposable)?.Dispose();
}

/// <summary>What asking the remote gave.</summary>
public abstract record SyncResult
{
    /// <summary>One word, for metrics.</summary>
    public abstract string Word { get; }

    /// <summary>Nothing new.</summary>
    public sealed record Unchanged : SyncResult
    {
        /// <inheritdoc/>
        public override string Word => "unchanged";
    }

    /// <summary>A newer commit that may be trusted; the taker disposes it.</summary>
    /// <param name="Known">The commit.</param>
    /// <param name="Warnings">What a person should know: a missing signature under the policy <c>warn</c>.</param>
    public sealed record Accepted(KnownCommit Known, IReadOnlyList<string> Warnings) : SyncResult
    {
        /// <summary>A still newer commit, which waits for its turn; null when there is none.</summary>
        public HeldCommit? Held { get; init; }

        /// <inheritdoc/>
        public override string Word => "accepted";
    }

    /// <summary>A newer commit that may be trusted, and waits for its turn in the rollout.</summary>
    /// <param name="Held">Which, and why.</param>
    public sealed record Waiting(HeldCommit Held) : SyncResult
    {
        /// <inheritdoc/>
        public override string Word => "waiting";
    }

    /// <summary>A commit that must not be followed.</summary>
    /// <param name="Commit">The commit.</param>
    /// <param name="Reason">Why not, one sentence.</param>
    public sealed record Refused(CommitInfo Commit, string Reason) : SyncResult
    {
        /// <inheritdoc/>
        public override string Word => "refused";
    }

    /// <summary>No answer.</summary>
    /// <param name="Kind">What follows.</param>
    /// <param name="Message">Why, and what to check.</param>
    public sealed record Failed(FailureKind Kind, string Message) : SyncResult
    {
        /// <inheritdoc/>
        public override string Word => "failed";
    }
}
