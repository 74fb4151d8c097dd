using Mint.Core.Confirming;

namespace Mint.Agent.Link.Knocks;

/// <summary>Whether another host reaches this one's sshd: each of its ports, under one of its addresses.</summary>
internal sealed class PeerCheck(WayInAsker asker) : IWayInCheck
{
    /// <inheritdoc/>
    public string Name => "peer";

    /// <inheritdoc/>
    public async ValueTask<WayInVerdict> CheckAsync(WayInTargets targets, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.SshPorts.Count == 0)
        {
            return new WayInVerdict(WayInOutcome.Unavailable, "this host has no sshd that another host could reach");
        }

        var (knocks, peer, verdict) = await asker.AskAsync(targets.SshPorts, [], ct);
        if (verdict is not null)
        {
            return verdict;
        }

        var shut = targets.SshPorts.Where(port => !knocks.Any(k => k.Port == port && k.Answered)).ToList();
        return shut.Count == 0
            ? new WayInVerdict(WayInOutcome.Passed, $"{peer} reaches sshd at {string.Join(", ", knocks.Where(k => k.Answered).Select(k => $"{k.Address} port {k.Port}"))}")
            : new WayInVerdict(WayInOutcome.Failed, $"{peer} does not reach sshd: {WayInAsker.Describe(knocks.Where(k => shut.Contains((int)k.Port)))}");
    }
}
