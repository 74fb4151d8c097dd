using Mint.Protocol.V1;

namespace Mint.Coordinator.Rollouts;

/// <summary>How far each host may follow the branch. When that changes, the signal <c>rollout</c> is sent.</summary>
internal interface IReleases
{
    /// <summary>How far one host may go now; answers from memory.</summary>
    RolloutRelease For(string host);
}
