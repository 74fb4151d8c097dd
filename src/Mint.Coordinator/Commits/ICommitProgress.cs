using Mint.Coordinator.Access;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Commits;

/// <summary>How far commits got through the fleet.</summary>
internal interface ICommitProgress
{
    /// <summary>A page of the commits that the caller may read, newest first.</summary>
    Task<ListCommitsResponse> ListAsync(ListCommitsRequest request, Caller caller, CancellationToken ct);

    /// <summary>One commit and each host that it must reach.</summary>
    /// <param name="id">Its id, or at least its first seven digits.</param>
    /// <param name="caller">Who asks; only hosts that they may see are counted and listed.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: no such commit, or none that the caller may read. INVALID_ARGUMENT: too short, or more than one begins so.</exception>
    Task<GetCommitResponse> GetAsync(string id, Caller caller, CancellationToken ct);

    /// <summary>The newest accepted commit, its id alone when the caller may not read it, and how the config repo was last reached.</summary>
    Task<RepoState> RepoAsync(Caller caller, CancellationToken ct);
}

/// <summary>Where the config repo stands.</summary>
/// <param name="Head">The newest accepted commit; null before the first.</param>
/// <param name="SyncedAt">When the repo was last reached; null when it never was.</param>
/// <param name="Error">Why it can't be reached now; null when it can.</param>
internal sealed record RepoState(Commit? Head, DateTimeOffset? SyncedAt, string? Error);
