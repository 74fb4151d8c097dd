namespace Mint.Core.Confirming;

/// <summary>
/// One proof that the host can still be reached, or can reach what it needs. It must make a connection of its own each time: one that stands since
/// before the change proves nothing.
/// </summary>
public interface IWayInCheck
{
    /// <summary>Its name in the configuration: <c>git</c>, <c>coordinator</c>, <c>peer</c>.</summary>
    string Name { get; }

    /// <summary>Looks once. Never throws for what the network does.</summary>
    ValueTask<WayInVerdict> CheckAsync(WayInTargets targets, CancellationToken ct);
}

/// <summary>What a check found.</summary>
/// <param name="Outcome">Passed or not.</param>
/// <param name="Reason">One sentence: what was reached by whom, or why not.</param>
public sealed record WayInVerdict(WayInOutcome Outcome, string Reason);

/// <summary>How a check ended.</summary>
public enum WayInOutcome
{
    /// <summary>It can be reached.</summary>
    Passed,

    /// <summary>It can't be reached.</summary>
    Failed,

    /// <summary>There is nobody who could tell: no coordinator is configured, or there is no other host.</summary>
    Unavailable,
}

/// <summary>Where a host has to be reachable from outside.</summary>
/// <param name="SshPorts">Ports of sshd.</param>
/// <param name="MeshAddresses">Its addresses in WireGuard networks, without prefix length.</param>
public sealed record WayInTargets(IReadOnlyList<int> SshPorts, IReadOnlyList<string> MeshAddresses)
{
    /// <summary>Whether there is something that a check of a name could reach.</summary>
    public bool Exist(string check) => check switch
    {
        "peer" => SshPorts.Count > 0,
        "mesh" => SshPorts.Count > 0 && MeshAddresses.Count > 0,
        _ => true,
    };
}
