using Mint.Coordinator.Access;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Rollouts;

/// <summary>What people see and do of rollouts.</summary>
internal interface IRolloutDesk
{
    /// <summary>Where the current rollout stands, for who asks: only hosts that they may see are counted and only their rings shown; who sees all reads of hosts by name, and what persons said.</summary>
    Task<GetRolloutResponse> GetAsync(Caller who, CancellationToken ct);

    /// <summary>No further ring starts until it is promoted.</summary>
    Task<GetRolloutResponse> HoldAsync(Caller who, string reason, CancellationToken ct);

    /// <summary>Ends a hold or halt; with a ring, lets it go on now.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: no such ring. FAILED_PRECONDITION: there is nothing to promote.</exception>
    Task<GetRolloutResponse> PromoteAsync(Caller who, string ring, string reason, CancellationToken ct);
}
