namespace Mint.Cli.Reports;

/// <summary>What would change on one host: <c>mint plan --json</c>.</summary>
/// <param name="Host">The host.</param>
/// <param name="From">The commit compared with; null for a live plan.</param>
/// <param name="To">The commit planned for; null for a working tree.</param>
/// <param name="Changes">What would be done, in order.</param>
/// <param name="Unreadable">What could not be looked at.</param>
/// <param name="Examined">How many resources were looked at or compared.</param>
/// <param name="Limits">Deletes and restarts against their limits.</param>
/// <param name="Notes">What the reader should know: a ledger that can't be read, a host that is new.</param>
internal sealed record PlanReport(
    string Host,
    CommitReport? From,
    CommitReport? To,
    IReadOnlyList<PlannedChange> Changes,
    IReadOnlyList<UnreadableReport> Unreadable,
    int Examined,
    LimitsReport Limits,
    IReadOnlyList<string> Notes)
{
    /// <summary>Mistakes that keep the host's configuration from loading; empty when it loads.</summary>
    public IReadOnlyList<ProblemReport> Problems { get; init; } = [];
}

/// <summary>One planned change.</summary>
/// <param name="Resource">Its id.</param>
/// <param name="Action">create, update, delete, disown, refresh.</param>
/// <param name="Reason">pending, drift, orphan, owed; null where it can't be told.</param>
/// <param name="Origin">Where the config repo asks for it; for what is no longer wanted, where it last did.</param>
/// <param name="Differences">What differs; secrets redacted.</param>
/// <param name="Hold">Why it waits; null when it would be done.</param>
/// <param name="Adopts">Whether it takes over something that was there before.</param>
/// <param name="HoldsData">Whether it would take data away.</param>
/// <param name="Disturbs">Whether it interrupts users.</param>
internal sealed record PlannedChange(
    string Resource,
    string Action,
    string? Reason,
    string? Origin,
    IReadOnlyList<DifferenceReport> Differences,
    HoldReport? Hold,
    bool Adopts,
    bool HoldsData,
    bool Disturbs)
{
    /// <summary>Whether it could cut the host off, so that it is made under confirmation.</summary>
    public bool TouchesWayIn { get; init; }
}

/// <summary>Why a change waits.</summary>
/// <param name="Kind">observe, pause, blast-radius, window, way-in, data, trouble.</param>
/// <param name="Reason">One sentence, with what releases it.</param>
/// <param name="Until">When it is released by itself; null when a person must act.</param>
internal sealed record HoldReport(string Kind, string Reason, DateTimeOffset? Until);

/// <summary>A resource that could not be looked at.</summary>
internal sealed record UnreadableReport(string Resource, string Message, string? Origin);

/// <summary>What counts towards the host's limits.</summary>
internal sealed record LimitsReport(int Deletes, int DeleteLimit, int Restarts, int RestartLimit)
{
    /// <summary>Whether the guard would hold part of the plan.</summary>
    public bool Exceeded => Deletes > DeleteLimit || Restarts > RestartLimit;
}

/// <summary><c>mint plan --all --json</c>: one document for all hosts.</summary>
internal sealed record FleetPlan(IReadOnlyList<PlanReport> Hosts);

/// <summary>A mistake in the config repo.</summary>
/// <param name="File">Path in the repo; empty when no file is to blame.</param>
/// <param name="Line">From 1; 0 without a file.</param>
/// <param name="Column">From 1; 0 without a file.</param>
/// <param name="Path">The key path.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">How to mend it.</param>
internal sealed record ProblemReport(string File, int Line, int Column, string Path, string Message, string? Hint);

/// <summary><c>mint validate --json</c>.</summary>
/// <param name="Problems">All mistakes.</param>
/// <param name="Notes">What was not checked, and how old the knowledge is.</param>
internal sealed record ValidationReport(IReadOnlyList<ProblemReport> Problems, IReadOnlyList<string> Notes);
