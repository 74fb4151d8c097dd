using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;

namespace Mint.Core.Applying;

/// <summary>Brings the ledger up to what a plan found to be so already; nothing on the host is touched.</summary>
internal sealed class Bookkeeping(ILedger ledger, TimeProvider time)
{
    /// <summary>Settles what is in place, lets go of what is gone, and ends troubles and drifts that ended by themselves.</summary>
    public void Settle(RunRequest request, Plan plan)
    {
        var desired = request.Desired;
        var settled = plan.Settled.Select(desired.Graph.Find).OfType<Resource>().Where(r => r is { Mode: Mode.Enforce, OnlyReported: null });
        ledger.RecordApplied([.. settled.Select(r => OwnedRow.For(r, Ownership.Adopted, desired, time.GetUtcNow()))]);
        ledger.Forget(plan.Gone);

        var (troubles, drifts) = (ledger.ReadTroubles(), ledger.ReadOpenDrifts());
        if (troubles.Count + drifts.Count == 0)
        {
            return;
        }

        // A resource can be in sync and yet in trouble: its reload fails, or it is left to rest after flapping.
        var right = plan.InSync.Concat(plan.Settled).Concat(plan.Gone).ToHashSet();
        var changing = plan.Changes.Select(c => c.Id).ToHashSet();
        var strangers = Strangers(request, troubles.Keys.Concat(drifts.Keys));
        ledger.ClearTroubles([.. troubles.Values
            .Where(t => strangers.Contains(t.Id) || (right.Contains(t.Id) && !changing.Contains(t.Id) && !Rests(t)) || NowRead(t, request, plan))
            .Select(t => t.Id)]);
        ledger.ClearOpenDrifts([.. drifts.Keys.Where(id => right.Contains(id) || strangers.Contains(id))]);
    }

    private bool Rests(Trouble trouble) => trouble.Kind == FailureKind.WaitUntil && trouble.NextTry > time.GetUtcNow();

    private static bool NowRead(Trouble trouble, RunRequest request, Plan plan) =>
        trouble.SpecHash == Trouble.Unread && request.Only?.Contains(trouble.Id) != false && plan.Unreadable.All(u => u.Id != trouble.Id);

    /// <summary>Ids that are neither desired nor owned any more.</summary>
    private HashSet<ResourceId> Strangers(RunRequest request, IEnumerable<ResourceId> ids)
    {
        if (request.Only is not null)
        {
            return [];
        }

        var owned = ledger.ReadOwned();
        return [.. ids.Where(id => request.Desired.Graph.Find(id) is null && !owned.ContainsKey(id))];
    }
}
