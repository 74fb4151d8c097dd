namespace Mint.LabTests.EndToEnd;

/// <summary>What tests read of <c>mint hosts --json</c>.</summary>
internal sealed record FleetHosts(IReadOnlyList<FleetHost> Hosts);

/// <summary>A host, as the coordinator knows it.</summary>
internal sealed record FleetHost(string Name, string State, string? Reason, string? Ring, string? Commit, bool Connected, DateTimeOffset? StateSince);

/// <summary>What tests read of <c>mint events --json</c> and <c>mint drift --json</c>.</summary>
internal sealed record FleetHistory(IReadOnlyList<FleetEvent> Events);

/// <summary>Something that happened, as the coordinator has it.</summary>
internal sealed record FleetEvent(ulong Id, string? Host, DateTimeOffset? ReceivedAt, AgentEvent Event);

/// <summary>What tests read of a line of <c>mint commits --watch --json</c>.</summary>
internal sealed record FleetCommit(FleetCommit.Identity Commit, IReadOnlyList<FleetCommit.Count> Hosts)
{
    /// <summary>How many hosts stand so.</summary>
    public int In(string state) => Hosts.Where(count => count.State == state).Sum(count => count.Hosts);

    internal sealed record Identity(string Id);

    internal sealed record Count(string State, int Hosts);
}

/// <summary>What tests read of <c>mint commits ID --json</c>.</summary>
internal sealed record FleetCommitDetail(IReadOnlyList<FleetCommitDetail.At> Hosts)
{
    /// <summary>How one host stands to the commit.</summary>
    public At Of(string host) => Hosts.Single(at => at.Host == host);

    internal sealed record At(string Host, string State, string? Reason, string? Ring, DateTimeOffset? AppliedAt);
}

/// <summary>What tests read of <c>mint rollout status --json</c>.</summary>
internal sealed record FleetRollout(FleetCommit.Identity? Commit, string State, string? Reason);

/// <summary>What tests read of <c>mint host add --json</c>.</summary>
internal sealed record FleetInvitation(string Token, string Command);
