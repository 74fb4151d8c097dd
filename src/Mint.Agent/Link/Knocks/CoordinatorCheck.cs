using Mint.Core.Confirming;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Knocks;

/// <summary>Whether a new connection from here to the coordinator comes to stand.</summary>
internal sealed class CoordinatorCheck(CoordinatorDoor door) : IWayInCheck
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => "coordinator";

    /// <inheritdoc/>
    public async ValueTask<WayInVerdict> CheckAsync(WayInTargets targets, CancellationToken ct)
    {
        if (!door.Exists)
        {
            return new WayInVerdict(WayInOutcome.Unavailable, "no coordinator is configured");
        }

        var (answer, _, reason) = await door.AskAsync((client, call) => client.PingAsync(new Wire.PingRequest(), call), Within, ct);
        return answer is not null
            ? new WayInVerdict(WayInOutcome.Passed, "the coordinator answered over a new connection")
            : new WayInVerdict(WayInOutcome.Failed, $"the coordinator can't be reached over a new connection: {reason}");
    }
}
