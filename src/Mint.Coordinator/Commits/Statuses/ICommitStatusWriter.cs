namespace Mint.Coordinator.Commits.Statuses;

/// <summary>Writes the state of a commit to where people look at it.</summary>
internal interface ICommitStatusWriter
{
    /// <summary>Writes one.</summary>
    /// <returns>What went wrong; null when it is written.</returns>
    Task<string?> WriteAsync(CommitStatus status, CancellationToken ct);
}

/// <summary>The state of a commit, for a forge.</summary>
/// <param name="Commit">The commit's id.</param>
/// <param name="State">How it stands.</param>
/// <param name="Description">In words, short: "38 of 41 hosts, ring 2 of 3".</param>
internal sealed record CommitStatus(string Commit, CommitStatusState State, string Description)
{
    /// <summary>The name under which forges show it.</summary>
    public const string Context = "mint";
}

/// <summary>What forges tell apart.</summary>
internal enum CommitStatusState
{
    /// <summary>On its way.</summary>
    Pending,

    /// <summary>On every host.</summary>
    Success,

    /// <summary>Refused, halted, or failed on a host.</summary>
    Failure,
}
