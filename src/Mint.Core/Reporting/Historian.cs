using System.Security.Cryptography;
using System.Text;
using Mint.Core.Applying;
using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;

namespace Mint.Core.Reporting;

/// <summary>
/// Turns what a run found and did into events, each told once; keeps the troubles (what failed, when it is tried again) and
/// tells a flapping resource from a drifting one.
/// </summary>
internal sealed class Historian(ILedger ledger, IHostReader host, TimeProvider time)
{
    private readonly Dictionary<ResourceId, string> heldBefore = [];
    private readonly Dictionary<ResourceId, string?> likelyBy = [];

    /// <summary>Notes, before anything is changed, who is likely at the host; afterwards the traces may be gone.</summary>
    public void Detect(GuardedPlan plan, RunRequest request)
    {
        likelyBy.Clear();
        var drifted = plan.Plan.Changes.Where(c => c.Reason == ChangeReason.Drift).ToList();
        if (drifted.Count > 0)
        {
            var likely = LikelyActor.Guess(host);
            drifted.ForEach(c => likelyBy[c.Id] = likely);
        }

        TellHolds(plan, request);
    }

    /// <summary>Records what was done.</summary>
    public void Record(RunReport report)
    {
        var events = new List<LedgerEvent>();
        var troubles = new List<Trouble>();
        var before = ledger.ReadTroubles();
        foreach (var result in report.Results)
        {
            if (result.Outcome == Outcome.Failed)
            {
                var trouble = Troubles.After(result, report.Request.Desired, before.GetValueOrDefault(result.Id), time.GetUtcNow());
                troubles.Add(trouble);
                if (before.GetValueOrDefault(result.Id)?.Message != trouble.Message)
                {
                    events.Add(EventFor(result, report, EventKind.Failure, "failed"));
                }
            }
            else if (result.Outcome is not (Outcome.Skipped or Outcome.Unchanged))
            {
                events.Add(Done(result, report));
            }
        }

        events.AddRange(report.Unreadable.Where(u => !before.ContainsKey(u.Id)).Select(u => Unreadable(u, report, troubles)));
        ledger.RecordEvents(events);
        ledger.SetTroubles(troubles);
        ledger.ClearTroubles([.. report.Results.Where(r => r.Outcome is Outcome.Deleted or Outcome.Refreshed).Select(r => r.Id).Where(before.ContainsKey)]);
        ledger.SetTroubles([.. Flapping.Find(events, ledger, report.Request.Desired, time.GetUtcNow())]);
    }

    private LedgerEvent Done(ResourceResult result, RunReport report)
    {
        var drift = result.Change.Reason == ChangeReason.Drift;
        return EventFor(result, report, drift ? EventKind.Drift : EventKind.Change, drift ? "repaired" : Word(result.Outcome));
    }

    private LedgerEvent EventFor(ResourceResult result, RunReport report, EventKind kind, string action) =>
        new(time.GetUtcNow(), kind, Summary(result))
        {
            Resource = result.Id,
            Origin = result.Origin,
            Commit = report.Request.Desired.Commit?.Id,
            Differences = result.Change.Differences,
            Action = action,
            Took = result.Took,
            FirstSeen = result.Change.Reason == ChangeReason.Drift ? report.StartedAt : null,
            LikelyBy = likelyBy.GetValueOrDefault(result.Id),
        };

    private static string Summary(ResourceResult result) => result.Message
        ?? $"{result.Id} {Word(result.Outcome)}" + (result.Change.Differences.Count == 0
            ? ""
            : $" ({string.Join(", ", result.Change.Differences.Select(d => d.Attribute).Distinct().Take(5))})");

    private LedgerEvent Unreadable(Unreadable failure, RunReport report, List<Trouble> troubles)
    {
        troubles.Add(new Trouble(failure.Id, failure.Kind, failure.Message, null, 1, time.GetUtcNow(), null));
        return new LedgerEvent(time.GetUtcNow(), EventKind.Failure, failure.Message)
        {
            Resource = failure.Id,
            Origin = failure.Origin,
            Commit = report.Request.Desired.Commit?.Id,
            Action = "unreadable",
        };
    }

    /// <summary>A hold is told when it begins or its reason changes; a drift that is held or only observed, once per set of differences.</summary>
    private void TellHolds(GuardedPlan plan, RunRequest request)
    {
        var events = new List<LedgerEvent>();
        var opened = new List<OpenDrift>();
        var open = ledger.ReadOpenDrifts();
        foreach (var hold in plan.Holds.Where(h => h.Kind != HoldKind.Trouble))
        {
            if (hold.Change.Reason == ChangeReason.Drift)
            {
                var print = Fingerprint(hold.Change.Differences);
                if (open.GetValueOrDefault(hold.Change.Id)?.Fingerprint != print)
                {
                    opened.Add(new OpenDrift(hold.Change.Id, time.GetUtcNow(), print));
                    events.Add(Told(hold, request, EventKind.Drift, hold.Kind == HoldKind.Observe ? "observed" : "held"));
                }
            }
            else if (heldBefore.GetValueOrDefault(hold.Change.Id) != hold.Reason)
            {
                heldBefore[hold.Change.Id] = hold.Reason;
                events.Add(Told(hold, request, EventKind.Hold, "held"));
            }
        }

        var held = plan.Holds.Select(h => h.Change.Id).ToHashSet();
        foreach (var id in heldBefore.Keys.Where(id => !held.Contains(id) && request.Only?.Contains(id) != false).ToList())
        {
            heldBefore.Remove(id);
        }

        ledger.SetOpenDrifts(opened);
        ledger.RecordEvents(events);
    }

    private LedgerEvent Told(Hold hold, RunRequest request, EventKind kind, string action) =>
        new(time.GetUtcNow(), kind, $"{hold.Change.Id} {hold.Reason}")
        {
            Resource = hold.Change.Id,
            Origin = hold.Change.Origin,
            Commit = request.Desired.Commit?.Id,
            Differences = hold.Change.Differences,
            Action = action,
            FirstSeen = kind == EventKind.Drift ? time.GetUtcNow() : null,
            LikelyBy = likelyBy.GetValueOrDefault(hold.Change.Id),
        };

    private static string Word(Outcome outcome) => outcome.ToString().ToLowerInvariant();

    private static string Fingerprint(IReadOnlyList<Difference> differences) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\0', differences.Select(d => $"{d.Attribute}\0{d.Before}\0{d.After}")))).AsSpan(0, 16));
}
