namespace Mint.Cli.Reports;

/// <summary>A host's state in one document: <c>mint status --json</c>.</summary>
internal sealed record HostStatus(
    string Host,
    string State,
    CommitReport? Commit,
    RefusedCommit? Refused,
    WaitingCommit? Waiting,
    ResourceCounts Resources,
    IReadOnlyList<HeldReport> Held,
    IReadOnlyList<FailureReport> Failed,
    IReadOnlyList<EventReport> RecentDrift,
    long DriftLastWeek,
    PauseReport? Pause,
    IReadOnlyList<string> Warnings,
    CoordinatorReport? Coordinator,
    LoopReport Loop,
    AgentReport Agent);

/// <summary>A commit as the agent knows it.</summary>
/// <param name="Id">Full id.</param>
/// <param name="Subject">First line of its message.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="AuthoredAt">When; null when not known.</param>
/// <param name="SignedBy">"anna (ssh)"; null when unsigned.</param>
/// <param name="Branch">The branch that is followed.</param>
/// <param name="AppliedAt">When it was first applied; null when it was not yet.</param>
/// <param name="AppliedIn">How long that took.</param>
internal sealed record CommitReport(
    string Id,
    string Subject,
    string Author,
    DateTimeOffset? AuthoredAt,
    string? SignedBy,
    string? Branch,
    DateTimeOffset? AppliedAt,
    [property: System.Text.Json.Serialization.JsonPropertyName("applied_in_seconds")] TimeSpan? AppliedIn = null);

/// <summary>A newer commit that the agent does not follow.</summary>
internal sealed record RefusedCommit(string Id, string Reason);

/// <summary>A newer, good commit that waits for its turn in the rollout.</summary>
internal sealed record WaitingCommit(string Id, string Reason);

/// <summary>The link to the coordinator.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Up">Whether it is connected.</param>
/// <param name="Since">Since when.</param>
/// <param name="Reason">Why it is not; null when it is, or was not tried yet.</param>
/// <param name="Outbox">Events that it has not acknowledged yet.</param>
internal sealed record CoordinatorReport(string Url, bool Up, DateTimeOffset? Since, string? Reason, ulong Outbox);

/// <summary>Resources by state.</summary>
internal sealed record ResourceCounts(long Ok, long Drifted, long Failed, long Held, long Pending);

/// <summary>A resource that is stopped on purpose.</summary>
internal sealed record HeldReport(string Resource, string Reason, DateTimeOffset? Until, string? Origin);

/// <summary>A resource that can't be made as desired.</summary>
/// <param name="Resource">Its id.</param>
/// <param name="Message">Why.</param>
/// <param name="Kind">retry, wait-until, needs-person, skipped, not-converged.</param>
/// <param name="Until">When it is tried again; null when not known.</param>
/// <param name="Origin">Where the config repo asks for it.</param>
internal sealed record FailureReport(string Resource, string Message, string Kind, DateTimeOffset? Until, string? Origin);

/// <summary>A person's stop.</summary>
/// <param name="Who">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">From when.</param>
/// <param name="Until">Until when.</param>
/// <param name="Expired">The time has passed, and nobody has looked at the plan yet.</param>
internal sealed record PauseReport(string Who, string Reason, DateTimeOffset? Since, DateTimeOffset? Until, bool Expired);

/// <summary>The agent's own pace.</summary>
internal sealed record LoopReport(
    [property: System.Text.Json.Serialization.JsonPropertyName("last_took_seconds")] TimeSpan? LastTook,
    DateTimeOffset? LastAt,
    DateTimeOffset? NextCheckAt,
    long Watches);

/// <summary>The agent itself.</summary>
internal sealed record AgentReport(string Version, ulong ResidentBytes);
