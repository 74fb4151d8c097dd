using Google.Protobuf.WellKnownTypes;
using Mint.Agent.Configuration;
using Mint.Agent.Link;
using Mint.Agent.Loop;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Control;

/// <summary>Puts together what <c>mint status</c> shows.</summary>
internal sealed class StatusQuery(AgentOptions options, HostBoard board, AgentState state, LinkState link, Outbox outbox, ILedgerReader ledger, Watchers watchers, TimeProvider time)
{
    private const int RecentDrifts = 5;
    private const int MostDrifts = 10_000;

    /// <summary>This host's name.</summary>
    public string Host => options.Host;

    /// <summary>The state right now; looks at nothing on the host.</summary>
    public Wire.GetStatusResponse Read()
    {
        var now = time.GetUtcNow();
        var pause = ledger.ReadPause();
        var drifts = ledger.ReadEvents(new EventQuery(MostDrifts, now.AddDays(-7), null, EventKind.Drift));
        var response = new Wire.GetStatusResponse
        {
            Host = options.Host,
            State = board.State(state.Commit, pause),
            Commit = ControlMapping.ToWire(state.Commit, state.AppliedAt),
            RefusedCommit = state.Refusal?.CommitId ?? "",
            RefusedReason = state.Refusal?.Reason ?? "",
            WaitingCommit = state.Waiting?.CommitId ?? "",
            WaitingReason = state.Waiting?.Reason ?? "",
            Coordinator = Coordinator(),
            ResourcesOk = (uint)board.Count(Condition.Ok),
            ResourcesDrifted = (uint)board.Count(Condition.Drifted),
            ResourcesFailed = (uint)board.Count(Condition.Failed),
            ResourcesHeld = (uint)board.Count(Condition.Held),
            ResourcesPending = (uint)board.Count(Condition.Pending),
            LastLoop = board.LastRun is { } run ? Duration.FromTimeSpan(run.Took) : null,
            LastLoopAt = ControlMapping.ToWire(board.LastRun?.StartedAt),
            NextCheckAt = ControlMapping.ToWire(state.NextCheck),
            Watches = (uint)watchers.Count,
            AgentVersion = AgentVersion.Text,
            ResidentBytes = (ulong)Environment.WorkingSet,
            Pause = ControlMapping.ToWire(pause, now),
            AppliedIn = state.AppliedIn is { } took ? Duration.FromTimeSpan(took) : null,
            DriftLastWeek = (uint)drifts.Count,
        };
        var concerns = board.Concerns;
        response.Held.AddRange(concerns.Where(c => c.Condition is Condition.Held or Condition.Drifted).Select(ControlMapping.ToHeld));
        response.Failed.AddRange(concerns.Where(c => c.Condition == Condition.Failed).Select(ControlMapping.ToFailure));
        response.RecentDrift.AddRange(drifts.Take(RecentDrifts).Select(ControlMapping.ToWire));
        response.Warnings.AddRange(state.Warnings);
        return response;
    }

    private Wire.CoordinatorLink? Coordinator() => link.Coordinator is not { } url ? null : new Wire.CoordinatorLink
    {
        Url = url.AbsoluteUri.TrimEnd('/'),
        Up = link.Standing.Up,
        Since = ControlMapping.ToWire(link.Standing.Since),
        Reason = link.Standing.Reason,
        Outbox = (ulong)outbox.Count,
    };
}
