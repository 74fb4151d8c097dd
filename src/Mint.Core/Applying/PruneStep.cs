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
    ApplyRun run, IReadOnlyDictionary<string, IResourceProvider> providers, ILedger ledger, IHost host, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var disowned = run.Drops.Where(c => c.Action == ChangeAction.Disown).ToList();
        ledger.Forget([.. disowned.Select(c => c.Id)]);
        foreach (var change in disowned)
        {
            run.Add(new ResourceResult(change, Outcome.Disowned, TimeSpan.Zero));
        }

        foreach (var batch in Batches(run.Drops.Where(c => c.Action == ChangeAction.Delete)))
        {
            ct.ThrowIfCancellationRequested();
            await DeleteAsync(batch, ct);
        }
    }

    private IEnumerable<List<Change>> Batches(IEnumerable<Change> deletes)
    {
        var all = deletes.ToList();
        var together = all.Where(c => providers[c.Id.Kind].AppliesTogether).ToLookup(c => c.Id.Kind);
        return all
            .Where(c => !together.Contains(c.Id.Kind) || together[c.Id.Kind].First() == c)
            .Select(c => together.Contains(c.Id.Kind) ? together[c.Id.Kind].ToList() : [c]);
    }

    private async Task DeleteAsync(List<Change> batch, CancellationToken ct)
    {
        var owes = batch.SelectMany(c => c.Notifies).Where(id => run.Desired.Graph.Find(id) is not null).Distinct().ToList();
        ledger.Owe(owes);
        run.Owed.UnionWith(owes);

        var provider = providers[batch[0].Id.Kind];
        var started = time.GetTimestamp();
        var failure = await Attempt.RunAsync(() => provider.DeleteAsync([.. batch.Select(c => c.Id.Name)], host, ct), ct);
        var took = time.GetElapsedTime(started);
        foreach (var change in batch)
        {
            var (gone, unread) = await IsGoneAsync(provider, change.Id, ct);
            if (gone)
            {
                ledger.Forget([change.Id]);
                run.Add(new ResourceResult(change, Outcome.Deleted, took));
            }
            else
            {
                var cause = failure ?? unread ?? new ResourceException(FailureKind.NotConverged, "removed without an error, yet it is still there");
                run.Add(new ResourceResult(change, Outcome.Failed, took) { Message = cause.Message, Failure = cause.Kind, Until = cause.Until });
            }
        }
    }

    private async Task<(bool Gone, ResourceException? Failure)> IsGoneAsync(IResourceProvider provider, ResourceId id, CancellationToken ct)
    {
        object? state = null;
        var failure = await Attempt.RunAsync(async () => state = await provider.ReadAsync(id.Name, host, ct), ct);
        return (failure is null && state is null, failure);
    }
}
