using Mint.Cli.Control;
using Mint.Cli.Reports;
using Mint.Protocol.V1;
using static Mint.Cli.Control.ControlMapping;

namespace Mint.Cli.Fleet;

/// <summary>From the coordinator's messages to the reports that are printed. Generated types stop here.</summary>
internal static class FleetMapping
{
    /// <summary>Maps the whole fleet.</summary>
    public static FleetReport Map(GetFleetResponse fleet) => new(
        fleet.Sentence,
        fleet.SyncError.Length > 0 || fleet.States.Any(s => s.Hosts > 0 && FleetStates.NeedsPerson(s.State)),
        fleet.Head is { Id.Length: > 0 } head ? ControlMapping.Map(head) : null,
        fleet.Hosts,
        fleet.HostsAtHead,
        fleet.Connected,
        [.. fleet.States.Select(Map)],
        fleet.DriftLastDay,
        Time(fleet.SyncedAt),
        Text(fleet.SyncError),
        fleet.CoordinatorVersion);

    /// <summary>Maps a host of a list.</summary>
    public static HostReport Map(Host host) => new(
        host.Name,
        host.State,
        Text(host.Reason),
        Text(host.Customer),
        [.. host.Groups],
        Text(host.Ring),
        Text(host.Commit),
        new ResourceCounts(host.ResourcesOk, host.ResourcesDrifted, host.ResourcesFailed, host.ResourcesHeld, host.ResourcesPending),
        host.Connected,
        Time(host.LastSeenAt),
        Text(host.AgentVersion),
        Time(host.StateSince));

    /// <summary>Maps one host in detail.</summary>
    public static HostDetail Map(GetHostResponse found) => new(
        Map(found.Host ?? new Host()),
        found.Summary is { } summary ? Map(summary) : null,
        [.. found.Concerns.Select(Map)],
        Time(found.EnrolledAt),
        Time(found.CertificateExpiresAt),
        Text(found.WitnessedCommit),
        (long)Math.Min(found.Outbox, long.MaxValue));

    /// <summary>Maps an event.</summary>
    public static HostEventReport Map(HostEvent happened) =>
        new(happened.Id, Text(happened.Host), Time(happened.ReceivedAt), ControlMapping.Map(happened.Event ?? new Event { At = happened.ReceivedAt }));

    /// <summary>Maps how far a commit got.</summary>
    public static CommitProgressReport Map(CommitProgress progress) => new(
        ControlMapping.Map(progress.Commit ?? new Commit()),
        Time(progress.SeenAt),
        [.. progress.Hosts.Select(Map)],
        Span(progress.ConvergedIn),
        Text(progress.RefusedReason));

    /// <summary>Maps one commit with its hosts.</summary>
    public static CommitDetail Map(GetCommitResponse found) => new(
        Map(found.Progress ?? new CommitProgress()),
        [.. found.Hosts.Select(h => new CommitHostReport(h.Host, h.State, Text(h.Reason), Time(h.Until), Text(h.Ring), Time(h.AppliedAt)))]);

    /// <summary>Maps what waits.</summary>
    public static HostHoldReport Map(HostHold hold) => new(
        hold.Host, Text(hold.Resource), hold.Reason, Text(hold.Who), Time(hold.Since), Time(hold.Until), Text(hold.Origin));

    /// <summary>Maps a rollout.</summary>
    public static RolloutReport Map(GetRolloutResponse rollout) => new(
        rollout.Commit is { Id.Length: > 0 } commit ? ControlMapping.Map(commit) : null,
        rollout.State,
        Text(rollout.Reason),
        [
            .. rollout.Rings.Select(r => new RingReport(
                r.Name, r.State, [.. r.Hosts.Select(Map)], Time(r.ReleasedAt), Time(r.SoakedAt), Text(r.Reason))),
        ]);

    /// <summary>Maps a host's place in the order of turns.</summary>
    public static TurnReport Map(Turn turn) => new(turn.Host, turn.State, Text(turn.Purpose), Time(turn.Since), Time(turn.Until), Text(turn.Reason));

    /// <summary>Maps a WireGuard network.</summary>
    public static MeshNetworkReport Map(Mesh mesh) => new(
        mesh.Network,
        [.. mesh.Members.Select(m => new MeshMemberReport(m.Host, m.State, Text(m.PublicKey), [.. m.Endpoints], Time(m.SwitchAt)))],
        [.. mesh.Edges.Select(e => new MeshEdgeReport(e.From, e.To, e.State, Time(e.LastHandshake), e.ReceivedBytes, e.SentBytes, Text(e.Endpoint)))]);

    /// <summary>Maps an API token.</summary>
    public static TokenReport Map(Protocol.V1.ApiToken token) => new(
        token.Name, token.Role, [.. token.Customers], Time(token.CreatedAt), Time(token.ExpiresAt), Time(token.LastUsedAt));

    private static StateCountReport Map(StateCount count) => new(count.State, count.Hosts);

    private static ConcernReport Map(Concern concern) => new(
        concern.Resource, concern.Condition, concern.Message, Time(concern.Until), Text(concern.Origin), Text(concern.FailureKind));

    private static SummaryReport Map(HostSummary summary) => new(
        summary.Commit is { Id.Length: > 0 } commit ? ControlMapping.Map(commit) with { AppliedIn = Span(summary.AppliedIn) } : null,
        summary.RefusedCommit.Length == 0 ? null : new RefusedCommit(summary.RefusedCommit, summary.RefusedReason),
        summary.WaitingCommit.Length == 0 ? null : new RefusedCommit(summary.WaitingCommit, summary.WaitingReason),
        summary.Pause is { } pause ? ControlMapping.Map(pause) : null,
        [.. summary.Warnings],
        Text(summary.Release),
        Time(summary.StartedAt),
        Span(summary.ObserveEvery),
        summary.ResidentMib);
}
