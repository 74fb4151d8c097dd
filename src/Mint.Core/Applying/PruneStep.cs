using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;

namespace Mint.Core.Applying;

/// <summary>
/// Removes what is no longer desired, last made first, and lets go of what was adopted. What is not confirmed gone stays owned
/// and is tried again.
/// </summary>
internal sealed class PruneStep(
    ApplyRun run,
    IReadOnlyDictionary<string, IResourceProvider> providers,
    IReadOnlyList<IGuardRule> rules,
    ILedger ledger,
    WayInStep wayIn,
    IHost host,
    TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var disowned = run.Drops.Where(c => c.Action == ChangeAction.Disown).ToList();
        ledger.Forget([.. disowned.Select(c => c.Id)]);
        foreach (var change in disowned)
        {
            run.Add(new ResourceResult(change, Outcome.Disowned, TimeSpan.Zero));
        }

        var batches = new Queue<List<Change>>(Batches(Allowed()));
        while (run.TakenBack is null && batches.TryDequeue(out var batch))
        {
            if (!batch.Exists(c => c.TouchesWayIn))
            {
                await RemoveAsync(batch, ct);
                continue;
            }

            // Those that follow directly; the order of removal is kept.
            var together = new List<List<Change>> { batch };
            while (batches.TryPeek(out var next) && next.Exists(c => c.TouchesWayIn))
            {
                together.Add(batches.Dequeue());
            }

            await wayIn.RunAsync([.. together.SelectMany(b => b)], token => RemoveAsync(together, token), ct);
        }
    }

    private async Task RemoveAsync(List<List<Change>> batches, CancellationToken ct)
    {
        foreach (var batch in batches)
        {
            await RemoveAsync(batch, ct);
        }
    }

    private async Task RemoveAsync(List<Change> batch, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (await StillThereAsync(batch, ct) is { Count: > 0 } there)
        {
            await DeleteAsync(there, ct);
        }
    }

    /// <summary>The rules let a removal go on the strength of what was to be made; that may have failed since.</summary>
    private List<Change> Allowed()
    {
        var deletes = run.Drops.Where(c => c.Action == ChangeAction.Delete).ToList();
        if (deletes.Count == 0 || rules.Count == 0)
        {
            return deletes;
        }

        var release = new Release(run.Desired.Commit?.Trailers ?? []);
        var inPlace = run.InPlace();
        foreach (var hold in rules.SelectMany(r => r.Review(deletes, inPlace, release)).DistinctBy(h => h.Change.Id).ToList())
        {
            deletes.Remove(hold.Change);
            run.Add(new ResourceResult(hold.Change, Outcome.Skipped, TimeSpan.Zero) { Message = hold.Reason, Failure = FailureKind.Skipped });
        }

        return deletes;
    }

    /// <summary>One by one; a kind that is removed together waits for whatever may stand on any of it.</summary>
    private IEnumerable<List<Change>> Batches(List<Change> deletes)
    {
        var together = deletes.Where(c => providers[c.Id.Kind].AppliesTogether).ToLookup(c => c.Id.Kind);
        return deletes
            .Where(c => !together.Contains(c.Id.Kind) || together[c.Id.Kind].Last() == c)
            .Select(c => together.Contains(c.Id.Kind) ? together[c.Id.Kind].ToList() : [c]);
    }

    private async Task<List<Change>> StillThereAsync(List<Change> batch, CancellationToken ct)
    {
        var there = new List<Change>();
        foreach (var change in batch)
        {
            var (gone, unread) = await IsGoneAsync(change.Id, ct);
            if (gone)
            {
                run.Record(() => ledger.Forget([change.Id]));
                run.Add(new ResourceResult(change, Outcome.Unchanged, TimeSpan.Zero));
            }
            else if (unread is not null)
            {
                run.Add(Failed(change, unread, TimeSpan.Zero));
            }
            else
            {
                there.Add(change);
            }
        }

        return there;
    }

    private async Task DeleteAsync(List<Change> batch, CancellationToken ct)
    {
        var owes = batch.SelectMany(c => c.Notifies).Where(id => run.Desired.Graph.Find(id) is not null).Distinct().ToList();
        ledger.Owe(owes);
        run.Owed.UnionWith(owes);
        run.Made.ExceptWith(owes);

        var provider = providers[batch[0].Id.Kind];
        var started = time.GetTimestamp();
        var failure = await Attempt.ToTheEndAsync(() => provider.DeleteAsync([.. batch.Select(c => c.Id.Name)], host, ct), ct);
        var took = time.GetElapsedTime(started);
        foreach (var change in batch)
        {
            // Not cancellable: what was removed must be recorded.
            var (gone, unread) = await IsGoneAsync(change.Id, CancellationToken.None);
            if (gone)
            {
                run.Record(() => ledger.Forget([change.Id]));
                run.Add(new ResourceResult(change, Outcome.Deleted, took));
            }
            else if ((failure?.Of(change.Id.Name) ?? unread) is { } cause)
            {
                run.Add(Failed(change, cause, took));
            }
            else if (!ct.IsCancellationRequested)
            {
                run.Add(Failed(change, new ResourceException(FailureKind.NotConverged, "removed without an error, yet it is still there"), took));
            }
        }
    }

    private async Task<(bool Gone, ResourceException? Failure)> IsGoneAsync(ResourceId id, CancellationToken ct)
    {
        object? state = null;
        var failure = await Attempt.RunAsync(async () => state = await providers[id.Kind].ReadAsync(id.Name, host, ct), ct);
        return (failure is null && state is null, failure);
    }

    private static ResourceResult Failed(Change change, ResourceException cause, TimeSpan took) =>
        new(change, Outcome.Failed, took) { Message = cause.Message, Failure = cause.Kind, Until = cause.Until };
}
