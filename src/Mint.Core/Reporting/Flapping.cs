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

    // Room for what else was told of the resource in between.
    private const int Look = 50;

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(30);

    /// <summary>Those of the resources repaired just now that flap; their repairs are in the ledger already.</summary>
    public static IEnumerable<Trouble> Find(IEnumerable<ResourceId> repaired, ILedgerReader ledger, DesiredState desired, DateTimeOffset now)
    {
        foreach (var id in repaired.Where(id => desired.Graph.Find(id) is not null))
        {
            var recent = ledger.ReadEvents(new EventQuery(Look, now - Within, id, EventKind.Drift)).Count(e => e.Action == "repaired");
            if (recent >= Repairs)
            {
                yield return new Trouble(
                    id,
                    FailureKind.WaitUntil,
                    $"flapping: repaired {recent} times within {Within.TotalMinutes:0} minutes; something else changes it. Left alone for {Rest.TotalMinutes:0} minutes",
                    desired.HashOf(id),
                    recent,
                    now,
                    now + Rest);
            }
        }
    }
}
