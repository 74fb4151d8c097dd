using Mint.Coordinator.Access;
using Mint.Coordinator.Rollouts;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Coordinator.Access;

internal sealed class FakeRolloutDesk : IRolloutDesk
{
    public Task<GetRolloutResponse> GetAsync(Caller who, CancellationToken ct) => Task.FromResult(new GetRolloutResponse { State = "none" });

    public Task<GetRolloutResponse> HoldAsync(Caller who, string reason, CancellationToken ct) => Task.FromResult(new GetRolloutResponse { State = "held", Reason = $"{who.Name}: {reason}" });

    public Task<GetRolloutResponse> PromoteAsync(Caller who, string ring, string reason, CancellationToken ct) => Task.FromResult(new GetRolloutResponse { State = "rolling", Reason = ring });
}
