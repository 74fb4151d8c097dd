using Google.Protobuf.WellKnownTypes;
using Mint.Agent.Configuration;
using Mint.Agent.Control;
using Mint.Agent.Loop;
using Mint.Core.Ledger;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Reports;

/// <summary>Puts together what is reported of this host; looks at nothing on it.</summary>
internal sealed class HostReporter(AgentOptions options, HostBoard board, AgentState state, ILedgerReader ledger, DistributionName distribution, TimeProvider time)
{
    private const int MostWarnings = 50;
    private const int Mebibyte = 1024 * 1024;

    private readonly DateTimeOffset started = time.GetUtcNow();
    private (HostDefinition? Of, IReadOnlyDictionary<string, Wire.ResourceReference> References) known = (null, new Dictionary<string, Wire.ResourceReference>());

    /// <summary>The state right now. Not for two callers at once.</summary>
    public HostSnapshot Take() => new(Summary(), References(), LinkMapping.ToWire(board.Concerns));

    private Wire.HostSummary Summary()
    {
        var pause = ledger.ReadPause();
        var summary = new Wire.HostSummary
        {
            State = board.State(state.Commit, pause),
            Commit = ControlMapping.ToWire(state.Commit, state.AppliedAt),
            AcceptedCommit = ledger.ReadFact(LedgerFacts.AcceptedCommit) ?? "",
            RefusedCommit = state.Refusal?.CommitId ?? "",
            RefusedReason = BoundedText.Cut(state.Refusal?.Reason ?? "", LinkMapping.MostText),
            WaitingCommit = state.Waiting?.CommitId ?? "",
            WaitingReason = BoundedText.Cut(state.Waiting?.Reason ?? "", LinkMapping.MostText),
            ResourcesOk = (uint)board.Count(Condition.Ok),
            ResourcesPending = (uint)board.Count(Condition.Pending),
            ResourcesDrifted = (uint)board.Count(Condition.Drifted),
            ResourcesHeld = (uint)board.Count(Condition.Held),
            ResourcesFailed = (uint)board.Count(Condition.Failed),
            Pause = ControlMapping.ToWire(pause, time.GetUtcNow()),
            AppliedIn = state.AppliedIn is { } took ? Duration.FromTimeSpan(took) : null,
            AgentVersion = AgentVersion.Text,
            Release = distribution.Text,
            StartedAt = Timestamp.FromDateTimeOffset(started),
            ObserveEvery = Duration.FromTimeSpan(options.ObserveEvery),
            ResidentMib = (uint)(Environment.WorkingSet / Mebibyte),
        };
        if (summary.Pause is { } told)
        {
            (told.Who, told.Reason) = (BoundedText.Cut(told.Who, LinkMapping.MostText), BoundedText.Cut(told.Reason, LinkMapping.MostText));
        }

        summary.Warnings.AddRange(state.Warnings.Take(MostWarnings).Select(w => BoundedText.Cut(w, LinkMapping.MostText)));
        return summary;
    }

    // The desired state moves with a commit only; between two commits the same references serve all reports.
    private IReadOnlyDictionary<string, Wire.ResourceReference> References()
    {
        var definition = state.Definition;
        if (!ReferenceEquals(known.Of, definition))
        {
            known = (definition, LinkMapping.ToWire(definition?.Desired.Graph.InOrder ?? []).DistinctBy(r => r.Resource).ToDictionary(r => r.Resource));
        }

        return known.References;
    }
}
