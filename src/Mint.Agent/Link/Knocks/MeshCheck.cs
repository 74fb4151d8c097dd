using Mint.Core.Confirming;

namespace Mint.Agent.Link.Knocks;

/// <summary>Whether another member reaches this host in its WireGuard networks: each of its addresses there, on one of sshd's ports.</summary>
internal sealed class MeshCheck(WayInAsker asker) : IWayInCheck
{
    /// <inheritdoc/>
    public string Name => "mesh";

    /// <inheritdoc/>
    public async ValueTask<WayInVerdict> CheckAsync(WayInTargets targets, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.MeshAddresses.Count == 0 || targets.SshPorts.Count == 0)
        {
            return new WayInVerdict(WayInOutcome.Unavailable, "this host has no address in a WireGuard network with an sshd behind it");
        }

        var (knocks, peer, verdict) = await asker.AskAsync(targets.SshPorts, targets.MeshAddresses, ct);
        if (verdict is not null)
        {
            return verdict;
        }

        var shut = targets.MeshAddresses.Where(address => !knocks.Any(k => k.Address == address && k.Answered)).ToList();
        return shut.Count == 0
            ? new WayInVerdict(WayInOutcome.Passed, $"{peer} reaches this host at {string.Join(", ", targets.MeshAddresses)}")
            : new WayInVerdict(WayInOutcome.Failed, $"{peer} does not reach this host in its WireGuard networks: {WayInAsker.Describe(knocks.Where(k => shut.Contains(k.Address)))}");
    }
}
