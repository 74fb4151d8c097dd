using Mint.Core.Config;

namespace Mint.Platform.Git.Sync;

/// <summary>Holds a host back from commits that are good in themselves. It can't make a commit count that is not signed, and chooses no content.</summary>
public interface IRolloutGate
{
    /// <summary>A commit that whatever is offered must contain, for this host had accepted it before; null when none is known.</summary>
    string? Witnessed { get; }

    /// <summary>How far the host may go.</summary>
    /// <param name="candidate">Id of the commit that the branch stands at.</param>
    /// <param name="rollout">What its mint.yaml says of rollouts.</param>
    /// <param name="first">Whether the host has never accepted a commit.</param>
    RolloutLimit Limit(string candidate, RolloutSettings rollout, bool first);
}

/// <summary>How far a host may follow the branch.</summary>
/// <param name="All">As far as it goes.</param>
/// <param name="Commit">When not all: the newest commit that may be followed; null for none that is newer than the accepted one.</param>
/// <param name="Reason">Why newer ones wait, one sentence.</param>
public sealed record RolloutLimit(bool All, string? Commit, string Reason)
{
    /// <summary>Nothing is held back.</summary>
    public static RolloutLimit None { get; } = new(true, null, "");
}

/// <summary>A commit that waits for its turn.</summary>
/// <param name="CommitId">Its id.</param>
/// <param name="Reason">Why, one sentence.</param>
public sealed record HeldCommit(string CommitId, string Reason);

/// <summary>Holds nothing back.</summary>
public sealed class OpenGate : IRolloutGate
{
    /// <inheritdoc/>
    public string? Witnessed => null;

    /// <inheritdoc/>
    public RolloutLimit Limit(string candidate, RolloutSettings rollout, bool first) => RolloutLimit.None;
}
