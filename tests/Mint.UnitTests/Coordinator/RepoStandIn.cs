using Google.Protobuf.WellKnownTypes;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Rollouts;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Coordinator;

/// <summary>A config repo and a rollout that stand as a test says.</summary>
internal sealed class RepoStandIn : ICommitProgress, IRolloutDesk
{
    public RepoState State { get; set; } = new(null, null, null);

    public List<CommitProgress> Commits { get; } = [];

    public GetRolloutResponse Rollout { get; set; } = new() { State = "none" };

    public int Asked { get; private set; }

    public static CommitProgress Commit(char digit, DateTimeOffset seenAt, string refused = "", params (string State, uint Hosts)[] hosts) => new()
    {
        Commit = new Commit { Id = new string(digit, 40), Subject = "Open 8069" },
        SeenAt = Timestamp.FromDateTimeOffset(seenAt),
        RefusedReason = refused,
        Hosts = { hosts.Select(h => new StateCount { State = h.State, Hosts = h.Hosts }) },
    };

    public Task<ListCommitsResponse> ListAsync(ListCommitsRequest request, Caller caller, CancellationToken ct) => Task.FromResult(new ListCommitsResponse { Commits = { Commits } });

    public Task<GetCommitResponse> GetAsync(string id, Caller caller, CancellationToken ct) => throw new NotSupportedException();

    public Task<RepoState> RepoAsync(Caller caller, CancellationToken ct)
    {
        Asked++;
        return Task.FromResult(State);
    }

    public Task<GetRolloutResponse> GetAsync(Caller who, CancellationToken ct) => Task.FromResult(Rollout);

    public Task<GetRolloutResponse> HoldAsync(Caller who, string reason, CancellationToken ct) => throw new NotSupportedException();

    public Task<GetRolloutResponse> PromoteAsync(Caller who, string ring, string reason, CancellationToken ct) => throw new NotSupportedException();
}
