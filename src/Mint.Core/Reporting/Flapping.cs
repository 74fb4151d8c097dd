using Mint.Core.Ledger;
using Mint.Core.Providers;

namespace Mint.Core.Reporting;

/// <summary>
/// A resource that was repaired five times within ten minutes is fought over: repairing it again would hide that. It is
/// reported as flapping and left alone for half an hour.
/// </summary>
internal static class Flapping
{
    private const int Repairs = 5;
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(30);

    public static IEnumerable<Trouble> Find(IReadOnlyList<LedgerEvent> events, ILedgerReader ledger, DesiredState desired, DateTimeOffset now)
    {
        foreach (var id in events.Where(e => e is { Kind: EventKind.Drift, Action: "repaired" }).Select(e => e.Resource).OfType<ResourceId>().Distinct())
        {
            var recent = ledger.ReadEvents(new EventQuery(Repairs, now - Within, id, EventKind.Drift)).Count(e => e.Action == "repaired");
            if (recent >= Repairs && desired.Graph.Find(id) is not null)
            {
                yield return new Trouble(
                    id,
                    FailureKind.WaitUntil,
                    $"flapping: repaired {recent} times within {Within.TotalMinutes:0} minutes; something else changes it. Not repaired until then",
                    desired.HashOf(id),
                    recent,
                    now,
                    now + Rest);
            }
        }
    }
}
