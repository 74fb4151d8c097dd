using System.Security.Cryptography;
using System.Text;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;

namespace Mint.Core.Reporting;

/// <summary>
/// Tells of what waits: a hold when it begins or its reason changes; a drift that is held or only observed, once per set of
/// differences. What failed and waits for its next try was told when it failed; what waits for the host's turn is a hold, whatever brought it up.
/// </summary>
internal sealed class HoldNews(ILedger ledger, TimeProvider time)
{
    private readonly Dictionary<(ResourceId Id, ChangeAction Action), string> told = [];
    private bool restarted = true;

    public void Tell(GuardedPlan plan, RunRequest request, IReadOnlyDictionary<ResourceId, Sighting> sightings, bool ownDoing)
    {
        var events = new List<LedgerEvent>();
        var holds = plan.Holds.Where(h => h.Kind != HoldKind.Trouble).ToLookup(h => h.Change.Reason == ChangeReason.Drift && h.Kind != HoldKind.Turn);
        if (!ownDoing)
        {
            TellDrifts(holds[true], request, sightings, events);
        }

        foreach (var hold in holds[false].Where(IsNews))
        {
            events.Add(EventFor(hold, request, EventKind.Hold, "held"));
        }

        var held = plan.Holds.Select(h => (h.Change.Id, h.Change.Action)).ToHashSet();
        foreach (var key in told.Keys.Where(k => !held.Contains(k) && request.Only?.Contains(k.Id) != false).ToList())
        {
            told.Remove(key);
        }

        ledger.RecordEvents(events);
        restarted &= request.Only is not null;
    }

    /// <summary>A hash of differences, to know them again.</summary>
    public static string Fingerprint(IReadOnlyList<Difference> differences) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\0', differences.Select(d => $"{d.Attribute}\0{d.Before}\0{d.After}")))).AsSpan(0, 16));

    private void TellDrifts(
        IEnumerable<Hold> holds, RunRequest request, IReadOnlyDictionary<ResourceId, Sighting> sightings, List<LedgerEvent> events)
    {
        var opened = new List<OpenDrift>();
        IReadOnlyDictionary<ResourceId, OpenDrift>? open = null;
        foreach (var hold in holds)
        {
            open ??= ledger.ReadOpenDrifts();
            var print = Fingerprint(hold.Change.Differences);
            if (open.GetValueOrDefault(hold.Change.Id)?.Fingerprint != print)
            {
                var sighting = sightings.GetValueOrDefault(hold.Change.Id);
                opened.Add(new OpenDrift(hold.Change.Id, sighting?.FirstSeen ?? time.GetUtcNow(), print));
                events.Add(EventFor(hold, request, EventKind.Drift, hold.Kind == HoldKind.Observe ? "observed" : "held") with
                {
                    FirstSeen = opened[^1].FirstSeen,
                    LikelyBy = sighting?.LikelyBy,
                });
            }
        }

        ledger.SetOpenDrifts(opened);
    }

    private bool IsNews(Hold hold)
    {
        var key = (hold.Change.Id, hold.Change.Action);
        // Whom a host waits for changes with every turn that ends: in a large group that is no news.
        var reason = hold.Kind == HoldKind.Turn ? "" : hold.Reason;
        var news = told.TryGetValue(key, out var before) ? before != reason : !(restarted && ToldByEarlierProcess(hold));
        told[key] = reason;
        return news;
    }

    /// <summary>After a restart of the agent only the history knows what was told.</summary>
    private bool ToldByEarlierProcess(Hold hold) =>
        ledger.ReadEvents(new EventQuery(1, Resource: hold.Change.Id)) is [{ Kind: EventKind.Hold } last] && last.Summary == Summary(hold);

    private LedgerEvent EventFor(Hold hold, RunRequest request, EventKind kind, string action) => new(time.GetUtcNow(), kind, Summary(hold))
    {
        Resource = hold.Change.Id,
        Origin = hold.Change.Origin,
        Commit = request.Desired.Commit?.Id,
        Differences = hold.Change.Differences,
        Action = action,
    };

    private static string Summary(Hold hold) => $"{hold.Change.Id} {hold.Reason}";
}
