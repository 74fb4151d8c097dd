namespace Mint.Coordinator.Hosts;

/// <summary>A host as the store has it, without its report's large parts. Times are ticks of UTC.</summary>
internal sealed record HostRow
{
    /// <summary>The columns, for a SELECT.</summary>
    public const string Columns = """
        name, expected, customer, groups, ring, silent_after, enrolled_at, revoked_at, certificate_expires_at, state, reason, state_since,
        reported_state, reported_reason, commit_id, accepted_commit, witnessed_commit, state_hash, ok, pending, drifted, held, failed, agent_version, ledger_id,
        acknowledged, outbox, last_seen_at, connected_to, session_id, machine_id
        """;

    public required string Name { get; init; }

    public bool Expected { get; init; }

    public string Customer { get; init; } = "";

    /// <summary>With a blank before, between and after.</summary>
    public string Groups { get; init; } = "";

    public string Ring { get; init; } = "";

    public long? SilentAfter { get; init; }

    public long? EnrolledAt { get; init; }

    public long? RevokedAt { get; init; }

    public long? CertificateExpiresAt { get; init; }

    public string State { get; init; } = "";

    public string Reason { get; init; } = "";

    public long StateSince { get; init; }

    public string ReportedState { get; init; } = "";

    public string ReportedReason { get; init; } = "";

    public string CommitId { get; init; } = "";

    public string AcceptedCommit { get; init; } = "";

    public string WitnessedCommit { get; init; } = "";

    public string StateHash { get; init; } = "";

    public int Ok { get; init; }

    public int Pending { get; init; }

    public int Drifted { get; init; }

    public int Held { get; init; }

    public int Failed { get; init; }

    public string AgentVersion { get; init; } = "";

    public string LedgerId { get; init; } = "";

    public long Acknowledged { get; init; }

    public long Outbox { get; init; }

    public long? LastSeenAt { get; init; }

    public string ConnectedTo { get; init; } = "";

    public string SessionId { get; init; } = "";

    public string MachineId { get; init; } = "";
}
