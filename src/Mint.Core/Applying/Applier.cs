using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Providers;

namespace Mint.Core.Applying;

/// <summary>
/// Does what the guard let through: in graph order, batched per kind, each step journalled before and verified after.
/// A failure stays with its resource and what depends on it.
/// </summary>
/// <param name="providers">Providers by kind.</param>
/// <param name="ledger">Where intents and results go.</param>
/// <param name="time">Measures and stamps.</param>
/// <param name="turns">Asked again before what takes a turn, since the turn may have ended while other work was done.</param>
/// <param name="rules">Asked again before anything is removed, since what was to take its place may have failed.</param>
public sealed class Applier(
    IReadOnlyDictionary<string, IResourceProvider> providers, ILedger ledger, TimeProvider time, ITurns turns, IReadOnlyList<IGuardRule>? rules = null)
{
    /// <summary>Applies a plan. What was done before a cancellation is recorded and returned.</summary>
    /// <param name="plan">What may be done.</param>
    /// <param name="desired">What is wanted.</param>
    /// <param name="host">The host to change.</param>
    /// <param name="progress">Hears of each result as it comes.</param>
    /// <param name="ct">Ends the run between two steps; a running program gets its grace period.</param>
    /// <exception cref="ResourceException">The ledger can't be written; nothing was changed without having been journalled.</exception>
    public async Task<ApplyResult> ApplyAsync(
        GuardedPlan plan, DesiredState desired, IHost host, IProgress<ResourceResult> progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(desired);
        var run = new ApplyRun(plan, desired, ledger, progress);
        ledger.StrikeOff([.. run.Owed.Where(id => desired.Graph.Find(id) is null)]);
        if (plan.Go.Count == 0)
        {
            return new ApplyResult([], false);
        }

        var step = new ApplyStep(run, providers, ledger, host, time, turns);
        try
        {
            var scheduler = new BatchScheduler(desired.Graph, id => run.HasWork(id) && !ComesLast(desired, id), kind => providers[kind].AppliesTogether);
            foreach (var batch in scheduler.Batches())
            {
                ct.ThrowIfCancellationRequested();
                await step.ConvergeAsync(batch, ct);
                await step.RefreshAsync(batch.Where(r => !run.RefreshComesLater(r.Id)), ct);
            }

            await new PruneStep(run, providers, rules ?? [], ledger, host, time).RunAsync(ct);
            await step.RefreshAsync(desired.Graph.InOrder.Where(r => run.Owed.Contains(r.Id)), ct);
            foreach (var last in desired.Graph.InOrder.Where(r => r.ComesLast && run.HasWork(r.Id)))
            {
                await step.ConvergeAsync([last], ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            run.Interrupted = true;
        }

        return new ApplyResult(run.Results, run.Interrupted);
    }

    private static bool ComesLast(DesiredState desired, ResourceId id) => desired.Graph.Find(id) is { ComesLast: true };
}
