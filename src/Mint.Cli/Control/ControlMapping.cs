using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Mint.Cli.Reports;
using Mint.Protocol.V1;

namespace Mint.Cli.Control;

/// <summary>From the control API's messages to the reports that are printed. Generated types stop here.</summary>
internal static class ControlMapping
{
    // A year is left at either end, so that every time zone can show it.
    private const long FirstSecond = -62_104_060_800;
    private const long LastSecond = 253_370_764_800;
    private const long LongestSpan = 315_576_000_000;

    /// <summary>Maps a status.</summary>
    public static HostStatus Map(GetStatusResponse status) => new(
        status.Host,
        status.State,
        status.Commit is null ? null : Map(status.Commit) with { AppliedIn = Span(status.AppliedIn) },
        status.RefusedCommit.Length == 0 ? null : new RefusedCommit(status.RefusedCommit, status.RefusedReason),
        status.WaitingCommit.Length == 0 ? null : new WaitingCommit(status.WaitingCommit, status.WaitingReason),
        new ResourceCounts(status.ResourcesOk, status.ResourcesDrifted, status.ResourcesFailed, status.ResourcesHeld, status.ResourcesPending),
        [.. status.Held.Select(h => new HeldReport(h.Resource, h.Reason, Time(h.Until), Text(h.Origin)))],
        [.. status.Failed.Select(f => new FailureReport(f.Resource, f.Message, f.Kind, Time(f.Until), Text(f.Origin)))],
        [.. status.RecentDrift.Select(Map)],
        status.DriftLastWeek,
        status.Pause is null ? null : Map(status.Pause),
        [.. status.Warnings],
        status.Coordinator is { } link ? new CoordinatorReport(link.Url, link.Up, Time(link.Since), Text(link.Reason), link.Outbox) : null,
        new LoopReport(Span(status.LastLoop), Time(status.LastLoopAt), Time(status.NextCheckAt), status.Watches),
        new AgentReport(status.AgentVersion, status.ResidentBytes));

    /// <summary>Maps a pause.</summary>
    public static PauseReport Map(Pause pause) => new(pause.Who, pause.Reason, Time(pause.Since), Time(pause.Until), pause.Expired);

    /// <summary>Maps an event.</summary>
    public static EventReport Map(Event happened) => new(
        happened.Sequence,
        Time(happened.At) ?? DateTimeOffset.UnixEpoch,
        happened.Kind,
        Text(happened.Resource),
        happened.Summary,
        Text(happened.Origin),
        Text(happened.Commit),
        [.. happened.Differences.Select(Map)],
        Text(happened.Action),
        Span(happened.Took),
        Text(happened.LikelyBy));

    /// <summary>Maps one resource.</summary>
    public static ResourceReport Map(GetResourceResponse found) => new(
        found.Resource,
        Text(found.Origin),
        found.Desired,
        found.Owned,
        Text(found.Ownership),
        found.SpecJson.Length == 0 ? null : JsonElement.Parse(found.SpecJson),
        Text(found.LastAppliedCommit),
        Time(found.LastAppliedAt),
        [.. found.DependsOn],
        [.. found.Notifies],
        found.CanUndo,
        [.. found.Events.Select(Map)]);

    /// <summary>Maps a step of a run; null for one that this version does not know.</summary>
    public static RunStep? Map(ApplyResponse response) => response.StepCase switch
    {
        ApplyResponse.StepOneofCase.Started => new StartedStep(
            response.Started.Host, response.Started.Commit is { } commit ? Map(commit) : null, response.Started.Changes),
        ApplyResponse.StepOneofCase.Resource => new ResourceStep(Map(response.Resource)),
        ApplyResponse.StepOneofCase.Finished => Map(response.Finished),
        _ => null,
    };

    /// <summary>Maps an outcome.</summary>
    public static OutcomeReport Map(ResourceOutcome outcome) => new(
        outcome.Resource,
        outcome.Outcome,
        Text(outcome.Message),
        Text(outcome.Origin),
        Span(outcome.Took),
        [.. outcome.Differences.Select(Map)],
        Text(outcome.FailureKind));

    private static FinishedStep Map(RunFinished run) => new(run.Changed, run.Failed, run.Skipped, run.Held, run.Unchanged, Span(run.Took));

    /// <summary>Maps a commit.</summary>
    public static CommitReport Map(Commit commit) => new(
        commit.Id, commit.Subject, commit.Author, Time(commit.AuthoredAt), Text(commit.SignedBy), Text(commit.Branch), Time(commit.AppliedAt));

    private static DifferenceReport Map(Difference difference) => new(
        difference.Attribute,
        difference.HasBefore ? difference.Before : null,
        difference.HasAfter ? difference.After : null,
        Text(difference.Origin));

    /// <summary>A text; null for an empty one.</summary>
    /// <summary>Maps the host's WireGuard networks.</summary>
    public static WireGuardReport Map(GetWireGuardResponse response) => new(
        [
            .. response.Networks.Select(n => new WireGuardNetworkReport(
                n.Network,
                Text(n.PublicKey),
                [.. n.Peers.Select(p => new WireGuardPeerReport(Text(p.Host), p.PublicKey, p.State, Time(p.LastHandshake), p.ReceivedBytes, p.SentBytes, Text(p.Endpoint)))])),
        ]);

    /// <summary>Maps a key that follows.</summary>
    public static RotationReport Map(RotateWireGuardResponse response) => new(response.Network, response.PublicKey, Time(response.SwitchAt));

    internal static string? Text(string text) => text.Length == 0 ? null : text;

    /// <summary>A time; null for none, and for one that no calendar has.</summary>
    internal static DateTimeOffset? Time(Timestamp? time) =>
        time is { Seconds: >= FirstSecond and <= LastSecond, Nanos: >= 0 and < 1_000_000_000 } ? time.ToDateTimeOffset() : null;

    /// <summary>A span; null for none, and for one beyond what is told of time here.</summary>
    internal static TimeSpan? Span(Duration? duration) =>
        duration is { Seconds: > -LongestSpan and < LongestSpan, Nanos: > -1_000_000_000 and < 1_000_000_000 }
            ? TimeSpan.FromSeconds(duration.Seconds) + TimeSpan.FromTicks(duration.Nanos / 100)
            : null;
}
