using Mint.Core.Config;
using Mint.Core.Confirming;
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
/// <param name="confirmation">Makes changes of the way in.</param>
/// <param name="rules">Asked again before anything is removed, since what was to take its place may have failed.</param>
public sealed class Applier(
    IReadOnlyDictionary<string, IResourceProvider> providers, ILedger ledger, TimeProvider time, ITurns turns, IConfirmation confirmation, IReadOnlyList<IGuardRule>? rules = null)
{
    /// <summary>Applies a plan. What was done before a cancellation is recorded and returned.</summary>
    /// <param name="plan">What may be done.</param>
    /// <param name="desired">What is wanted.</param>
    /// <param name="confirm">How changes of the way in are confirmed.</param>
    /// <param name="host">The host to change.</param>
    /// <param name="progress">Hears of each result as it comes.</param>
    /// <param name="ct">Ends the run between two steps; a running program gets its grace period.</param>
    /// <exception cref="ResourceException">The ledger can't be written; nothing was changed without having been journalled.</exception>
    public async Task<ApplyResult> ApplyAsync(
        GuardedPlan plan, DesiredState desired, ConfirmSettings confirm, IHost host, IProgress<ResourceResult> progress, CancellationToken ct)
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
        var wayIn = new WayInStep(run, providers, step, confirmation, confirm, host);
        try
        {
            await MakeAsync(run, step, wayIn, ct);
            if (run.TakenBack is null)
            {
                await new PruneStep(run, providers, rules ?? [], ledger, wayIn, host, time).RunAsync(ct);
            }

            if (run.TakenBack is null)
            {
                await EndAsync(run, step, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            run.Interrupted = true;
        }

        return new ApplyResult(run.Results, run.Interrupted) { TakenBack = run.TakenBack };
    }

    private async Task MakeAsync(ApplyRun run, ApplyStep step, WayInStep wayIn, CancellationToken ct)
    {
        var desired = run.Desired;
        var scheduler = new BatchScheduler(
            desired.Graph, id => run.HasWork(id) && !ComesLast(desired, id), kind => providers[kind].AppliesTogether, run.TouchesWayIn);
        foreach (var work in scheduler.Pieces().TakeWhile(_ => run.TakenBack is null))
        {
            ct.ThrowIfCancellationRequested();
            if (work.TouchesWayIn)
            {
                await wayIn.ConvergeAsync(work.Batches, ct);
                continue;
            }

            await step.ConvergeAsync(work.Batches[0], ct);
            await step.RefreshAsync(work.Batches[0].Where(r => !run.RefreshComesLater(r.Id)), ct);
        }
    }

    private static async Task EndAsync(ApplyRun run, ApplyStep step, CancellationToken ct)
    {
        await step.RefreshAsync(run.Desired.Graph.InOrder.Where(r => run.Owed.Contains(r.Id)), ct);
        foreach (var last in run.Desired.Graph.InOrder.Where(r => r.ComesLast && run.HasWork(r.Id)))
        {
            await step.ConvergeAsync([last], ct);
        }
    }

    private static bool ComesLast(DesiredState desired, ResourceId id) => desired.Graph.Find(id) is { ComesLast: true };
}
