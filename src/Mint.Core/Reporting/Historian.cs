using Mint.Core.Applying;
using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Planning;

namespace Mint.Core.Reporting;

/// <summary>
/// Turns what a run found and did into events, each told once; keeps the troubles (what failed, when it is tried again) and
/// tells a flapping resource from a drifting one.
/// </summary>
internal sealed class Historian(ILedger ledger, IHostReader host, TimeProvider time)
{
    private readonly HoldNews holdNews = new(ledger, time);
    private readonly Dictionary<ResourceId, Sighting> sightings = [];

    /// <summary>Notes, before anything is changed, since when there is drift and who is likely at the host; afterwards the traces may be gone.</summary>
    public void Notice(GuardedPlan plan)
    {
        sightings.Clear();
        var drifted = plan.Plan.Changes.Where(c => c.Reason == ChangeReason.Drift).Select(c => c.Id).ToList();
        if (drifted.Count > 0)
        {
            var likely = LikelyActor.Guess(host);
            var open = ledger.ReadOpenDrifts();
            drifted.ForEach(id => sightings[id] = new Sighting(open.GetValueOrDefault(id)?.FirstSeen ?? time.GetUtcNow(), likely));
        }
    }

    /// <summary>Tells of what waits.</summary>
    /// <param name="plan">The plan of this round.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="ownDoing">Whether an earlier round of this run may have caused what differs, so that it is not drift.</param>
    public void TellHolds(GuardedPlan plan, RunRequest request, bool ownDoing) => holdNews.Tell(plan, request, sightings, ownDoing);

    /// <summary>Records what was done.</summary>
    public void Record(RunReport report)
    {
        var events = new List<LedgerEvent>();
        var troubles = new List<Trouble>();
        var drifts = new List<OpenDrift>();
        var before = ledger.ReadTroubles();
        foreach (var result in report.Results)
        {
            if (result.Outcome == Outcome.Failed)
            {
                var known = before.GetValueOrDefault(result.Id);
                troubles.Add(Troubles.After(result, report.Request.Desired, known, time.GetUtcNow()));
                if (known?.Message != troubles[^1].Message)
                {
                    events.Add(EventFor(result, report, EventKind.Failure, "failed"));
                }

                if (result.Change.Reason == ChangeReason.Drift)
                {
                    drifts.Add(new OpenDrift(result.Id, FirstSeen(result) ?? time.GetUtcNow(), HoldNews.Fingerprint(result.Change.Differences)));
                }
            }
            else if (result.Outcome is not (Outcome.Skipped or Outcome.Unchanged))
            {
                events.Add(Done(result, report));
            }
        }

        var unread = report.Unreadable.Where(u => before.GetValueOrDefault(u.Id)?.Message != u.Message).ToList();
        events.AddRange(unread.Select(u => Unread(u, report)));
        troubles.AddRange(unread.Select(u => new Trouble(u.Id, u.Kind, u.Message, Trouble.Unread, 1, time.GetUtcNow(), null)));
        ledger.RecordEvents(events);
        ledger.ClearTroubles([.. report.Results.Where(r => r.Outcome is Outcome.Refreshed).Select(r => r.Id).Where(before.ContainsKey)]);
        ledger.SetTroubles(troubles);
        ledger.SetOpenDrifts(drifts);
        TellFlapping(events, report);
    }

    private void TellFlapping(List<LedgerEvent> events, RunReport report)
    {
        var repaired = events.Where(e => e is { Kind: EventKind.Drift, Action: "repaired" }).Select(e => e.Resource).OfType<ResourceId>().Distinct();
        var flapping = Flapping.Find(repaired, ledger, report.Request.Desired, time.GetUtcNow()).ToList();
        ledger.SetTroubles(flapping);
        ledger.RecordEvents([.. flapping.Select(t => new LedgerEvent(time.GetUtcNow(), EventKind.Drift, t.Message)
        {
            Resource = t.Id,
            Origin = report.Request.Desired.Graph.Find(t.Id)?.Origin ?? Config.Origin.None,
            Commit = report.Request.Desired.Commit?.Id,
            Action = "flapping",
            LikelyBy = sightings.GetValueOrDefault(t.Id)?.LikelyBy,
        })]);
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
            FirstSeen = FirstSeen(result),
            LikelyBy = result.Change.Reason == ChangeReason.Drift ? sightings.GetValueOrDefault(result.Id)?.LikelyBy : null,
        };

    private DateTimeOffset? FirstSeen(ResourceResult result) =>
        result.Change.Reason == ChangeReason.Drift ? sightings.GetValueOrDefault(result.Id)?.FirstSeen : null;

    private static string Summary(ResourceResult result) => result.Message
        ?? $"{result.Id} {Word(result.Outcome)}" + (result.Change.Differences.Count == 0
            ? ""
            : $" ({string.Join(", ", result.Change.Differences.Select(d => d.Attribute).Distinct().Take(5))})");

    private LedgerEvent Unread(Unreadable failure, RunReport report) => new(time.GetUtcNow(), EventKind.Failure, failure.Message)
    {
        Resource = failure.Id,
        Origin = failure.Origin,
        Commit = report.Request.Desired.Commit?.Id,
        Action = "unreadable",
    };

    private static string Word(Outcome outcome) => outcome.ToString().ToLowerInvariant();
}

/// <summary>A drift as this run found it.</summary>
/// <param name="FirstSeen">When it was first seen, by this run or an earlier one.</param>
/// <param name="LikelyBy">Who was at the host then.</param>
internal sealed record Sighting(DateTimeOffset FirstSeen, string? LikelyBy);
