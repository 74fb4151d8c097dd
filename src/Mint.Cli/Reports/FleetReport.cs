using System.Text.Json.Serialization;

namespace Mint.Cli.Reports;

/// <summary><c>mint fleet --json</c>.</summary>
/// <param name="Sentence">The whole fleet in one sentence.</param>
/// <param name="NeedsPerson">Whether something does not mend itself; the command exits with 2 then.</param>
/// <param name="Head">The newest accepted commit; null before there is one.</param>
/// <param name="Hosts">How many hosts there are.</param>
/// <param name="HostsAtHead">How many run the head.</param>
/// <param name="Connected">How many are connected.</param>
/// <param name="States">How many hosts are in which state.</param>
/// <param name="DriftLastDay">Drifts in the last 24 hours.</param>
/// <param name="SyncedAt">When the coordinator last reached Git.</param>
/// <param name="SyncError">Why it does not reach Git now; null when it does.</param>
/// <param name="CoordinatorVersion">The coordinator's version.</param>
internal sealed record FleetReport(
    string Sentence,
    bool NeedsPerson,
    CommitReport? Head,
    long Hosts,
    long HostsAtHead,
    long Connected,
    IReadOnlyList<StateCountReport> States,
    long DriftLastDay,
    DateTimeOffset? SyncedAt,
    string? SyncError,
    string CoordinatorVersion);

/// <summary>How many hosts stand so.</summary>
internal sealed record StateCountReport(string State, long Hosts);

/// <summary><c>mint hosts --json</c>.</summary>
/// <param name="Hosts">The hosts, by name.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="More">Whether there are more than are listed.</param>
internal sealed record HostList(IReadOnlyList<HostReport> Hosts, long Total, bool More);

/// <summary>One host, as the coordinator knows it.</summary>
internal sealed record HostReport(
    string Name,
    string State,
    string? Reason,
    string? Customer,
    IReadOnlyList<string> Groups,
    string? Ring,
    string? Commit,
    ResourceCounts Resources,
    bool Connected,
    DateTimeOffset? LastSeenAt,
    string? AgentVersion,
    DateTimeOffset? StateSince);

/// <summary><c>mint host show --json</c>.</summary>
/// <param name="Host">As a list shows it.</param>
/// <param name="Summary">As the agent reported it last; null before the first report.</param>
/// <param name="Concerns">The resources that are not as desired.</param>
/// <param name="EnrolledAt">When it was enrolled; null when it was not.</param>
/// <param name="CertificateExpiresAt">When its certificate ends.</param>
/// <param name="WitnessedCommit">The highest commit that the host was ever seen to have accepted.</param>
/// <param name="Outbox">Events that the agent still has to deliver.</param>
internal sealed record HostDetail(
    HostReport Host,
    SummaryReport? Summary,
    IReadOnlyList<ConcernReport> Concerns,
    DateTimeOffset? EnrolledAt,
    DateTimeOffset? CertificateExpiresAt,
    string? WitnessedCommit,
    long Outbox);

/// <summary>What an agent says of its host.</summary>
internal sealed record SummaryReport(
    CommitReport? Commit,
    RefusedCommit? Refused,
    RefusedCommit? Waiting,
    PauseReport? Pause,
    IReadOnlyList<string> Warnings,
    string? Release,
    DateTimeOffset? StartedAt,
    [property: JsonPropertyName("observe_every_seconds")] TimeSpan? ObserveEvery,
    long ResidentMib);

/// <summary>A resource that is not as desired.</summary>
/// <param name="Resource">Its id.</param>
/// <param name="Condition">pending, drifted, held, failed.</param>
/// <param name="Message">Why.</param>
/// <param name="Until">When it may change by itself; null when not known.</param>
/// <param name="Origin">Where the config repo asks for it.</param>
/// <param name="FailureKind">What follows from a failure: retry, wait-until, needs-person, skipped, not-converged.</param>
internal sealed record ConcernReport(string Resource, string Condition, string Message, DateTimeOffset? Until, string? Origin, string? FailureKind);

/// <summary><c>mint events --json</c> and <c>mint drift --json</c>.</summary>
/// <param name="Events">Newest first.</param>
/// <param name="More">Whether there are more than are listed.</param>
internal sealed record FleetHistory(IReadOnlyList<HostEventReport> Events, bool More);

/// <summary>Something that happened in the fleet.</summary>
/// <param name="Id">Its number with the coordinator.</param>
/// <param name="Host">Whose it is; null for what the coordinator itself tells.</param>
/// <param name="ReceivedAt">When the coordinator heard of it.</param>
/// <param name="Event">What happened.</param>
internal sealed record HostEventReport(ulong Id, string? Host, DateTimeOffset? ReceivedAt, EventReport Event);

/// <summary><c>mint commits --json</c>.</summary>
/// <param name="Commits">Newest first.</param>
/// <param name="More">Whether there are more than are listed.</param>
internal sealed record CommitList(IReadOnlyList<CommitProgressReport> Commits, bool More);

/// <summary>How far a commit got.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="SeenAt">When the coordinator first saw it.</param>
/// <param name="Hosts">Hosts that it must reach, by how they stand to it: applied, pending, held, failed, silent.</param>
/// <param name="ConvergedIn">From seen to applied everywhere; null before that.</param>
/// <param name="RefusedReason">Why nobody follows it; null for a good one.</param>
internal sealed record CommitProgressReport(
    CommitReport Commit,
    DateTimeOffset? SeenAt,
    IReadOnlyList<StateCountReport> Hosts,
    [property: JsonPropertyName("converged_in_seconds")] TimeSpan? ConvergedIn,
    string? RefusedReason);

/// <summary><c>mint commits ID --json</c>.</summary>
internal sealed record CommitDetail(CommitProgressReport Progress, IReadOnlyList<CommitHostReport> Hosts);

/// <summary>How one host stands to one commit.</summary>
internal sealed record CommitHostReport(string Host, string State, string? Reason, DateTimeOffset? Until, string? Ring, DateTimeOffset? AppliedAt);

/// <summary><c>mint holds --json</c>.</summary>
/// <param name="Holds">Oldest first.</param>
/// <param name="More">Whether there are more than are listed.</param>
internal sealed record HoldList(IReadOnlyList<HostHoldReport> Holds, bool More);

/// <summary>Something that waits on a host.</summary>
/// <param name="Host">The host.</param>
/// <param name="Resource">Which resource; null for a pause of the whole host, or a commit held back.</param>
/// <param name="Reason">Why.</param>
/// <param name="Who">Who paused; null for what the rules hold.</param>
/// <param name="Since">From when.</param>
/// <param name="Until">Until when; null when a person ends it.</param>
/// <param name="Origin">Where the config repo asks for it.</param>
internal sealed record HostHoldReport(
    string Host, string? Resource, string Reason, string? Who, DateTimeOffset? Since, DateTimeOffset? Until, string? Origin);

/// <summary><c>mint rollout … --json</c>.</summary>
/// <param name="Commit">What is rolled out; null when nothing is.</param>
/// <param name="State">none, rolling, held, halted, done.</param>
/// <param name="Reason">Why it is held or halted.</param>
/// <param name="Rings">The rings, in order.</param>
internal sealed record RolloutReport(CommitReport? Commit, string State, string? Reason, IReadOnlyList<RingReport> Rings);

/// <summary>One ring of a rollout.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">waiting, rolling, soaking, done, halted.</param>
/// <param name="Hosts">Its hosts by how they stand.</param>
/// <param name="ReleasedAt">When it got the commit.</param>
/// <param name="SoakedAt">When its soak time ends.</param>
/// <param name="Reason">Why it is halted.</param>
internal sealed record RingReport(
    string Name, string State, IReadOnlyList<StateCountReport> Hosts, DateTimeOffset? ReleasedAt, DateTimeOffset? SoakedAt, string? Reason);

/// <summary><c>mint turn list --json</c>.</summary>
/// <param name="Turns">Who has a turn first, then who waits.</param>
/// <param name="More">Whether there are more than are listed.</param>
internal sealed record TurnList(IReadOnlyList<TurnReport> Turns, bool More);

/// <summary>A host's place in the order of turns.</summary>
/// <param name="Host">The host.</param>
/// <param name="State">waiting, holding, overdue.</param>
/// <param name="Purpose">What the host wants it for.</param>
/// <param name="Since">Since when it waits, or has its turn.</param>
/// <param name="Until">When a turn that was granted ends, or ended.</param>
/// <param name="Reason">Why it waits.</param>
internal sealed record TurnReport(string Host, string State, string? Purpose, DateTimeOffset? Since, DateTimeOffset? Until, string? Reason);

/// <summary><c>mint host add --json</c>: the only time that the token is shown.</summary>
internal sealed record AddedHostReport(string Host, string Token, DateTimeOffset? ExpiresAt, string Coordinator, string Command);

/// <summary><c>mint wake --json</c>.</summary>
/// <param name="Woken">Hosts that were woken.</param>
/// <param name="Unreachable">Hosts that match and are not connected.</param>
internal sealed record WakeReport(IReadOnlyList<string> Woken, IReadOnlyList<string> Unreachable);

/// <summary>An API token, without its text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">viewer, operator, admin.</param>
/// <param name="Customers">Customers whose hosts it may see; empty for all.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="LastUsedAt">When it was used last; null when never.</param>
internal sealed record TokenReport(
    string Name, string Role, IReadOnlyList<string> Customers, DateTimeOffset? CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary><c>mint token create --json</c>: the only time that the token is shown.</summary>
internal sealed record CreatedTokenReport(string Token, TokenReport Details);

/// <summary><c>mint token list --json</c>.</summary>
internal sealed record TokenList(IReadOnlyList<TokenReport> Tokens);

/// <summary>With <c>--watch --json</c>: an item of a list that is no longer in it.</summary>
internal sealed record RemovedReport(string Removed);
