using Mint.Core.Applying;
using Mint.Core.Confirming;
using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.Core.Reporting;

namespace Mint.Core;

/// <summary>
/// The table of contents: one turn of the loop is plan, guard, apply, report. Loading and compiling come
/// before it, since they depend on the commit alone.
/// </summary>
/// <param name="providers">Providers by kind.</param>
/// <param name="rules">Guard rules of the modules.</param>
/// <param name="ledger">What we own and remember.</param>
/// <param name="host">The host.</param>
/// <param name="time">The clock.</param>
/// <param name="turns">Knows whether the host has its turn.</param>
/// <param name="confirmation">Makes changes of the way in.</param>
public sealed class Reconciler(
    IReadOnlyDictionary<string, IResourceProvider> providers,
    IReadOnlyList<IGuardRule> rules,
    ILedger ledger,
    IHost host,
    TimeProvider time,
    ITurns turns,
    IConfirmation confirmation)
{
    /// <summary>
    /// An apply can upset what was in sync a moment ago (a package brings a file of its own). The run looks again, this often at most.
    /// </summary>
    private const int Rounds = 3;

    private readonly Planner planner = new(providers);
    private readonly Guard guard = new(rules);
    private readonly SparingLedger ledger = new(ledger);
    private readonly Bookkeeping bookkeeping = new(new SparingLedger(ledger), time);
    private readonly Applier applier = new(providers, new SparingLedger(ledger), time, turns, confirmation, rules);
    private readonly Historian historian = new(new SparingLedger(ledger), host, time);

    /// <summary>Turns the loop once.</summary>
    /// <param name="request">What is wanted, and why now.</param>
    /// <param name="progress">Hears of each result as it comes.</param>
    /// <param name="ct">Ends the turn between two steps. What was done until then is recorded and reported.</param>
    /// <exception cref="ResourceException">The ledger can't be written; nothing was changed without having been journalled.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was changed.</exception>
    public async Task<RunReport> RunAsync(RunRequest request, IProgress<ResourceResult> progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (startedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        var results = new List<ResourceResult>();
        var guarded = await PlanAsync(request, ct);
        var examined = guarded.Plan.Examined;
        historian.Notice(guarded);
        for (var round = 1; ; round++)
        {
            bookkeeping.Settle(request, guarded.Plan);
            historian.TellHolds(guarded, request, ownDoing: round > 1);
            var applied = await applier.ApplyAsync(guarded, request.Desired, request.Policy.Confirm, host, progress, ct);
            results.AddRange(applied.Results);
            var goesOn = !applied.Interrupted && applied.TakenBack is null && round < Rounds && applied.Results.Any(Altered);
            var next = goesOn ? await PlanNextAsync(request, results, ct) : null;
            if (next is null)
            {
                var report = new RunReport(
                    request, startedAt, time.GetElapsedTime(started), results, guarded.Holds, guarded.Plan.Unreadable, examined, applied.Interrupted || goesOn)
                {
                    TakenBack = applied.TakenBack,
                };
                historian.Record(report);
                return report;
            }

            guarded = next;
        }
    }

    /// <summary>Plans and guards without applying: what a resume shows.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="ct">Checked between resources.</param>
    /// <param name="ignorePause">Whether to show what would be done if the host were not paused.</param>
    public async Task<GuardedPlan> PlanAsync(RunRequest request, CancellationToken ct, bool ignorePause = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        host.Forget();
        var plan = await planner.PlanAsync(request.Desired, host, ledger, request.Only, ct);
        return guard.Review(plan, new GuardInput(
            request.Desired,
            request.Policy,
            time.GetLocalNow(),
            ignorePause ? null : ledger.ReadPause(),
            ledger.ReadTroubles(),
            request.Trigger == Trigger.Person,
            turns.Standing));
    }

    /// <summary>
    /// What differs in a later round was upset by the earlier one; it is nobody's drift. What failed already waits for its back-off.
    /// Null when cancelled: what the earlier round did still has to be recorded.
    /// </summary>
    private async Task<GuardedPlan?> PlanNextAsync(RunRequest request, List<ResourceResult> results, CancellationToken ct)
    {
        try
        {
            var guarded = await PlanAsync(request, ct);
            var failed = results.Where(r => r.Outcome is Outcome.Failed or Outcome.Skipped).Select(r => r.Id).ToHashSet();
            return guarded with
            {
                Go = [.. guarded.Go
                    .Where(c => !failed.Contains(c.Id) && (failed.Count == 0 || c.Resource is not { ComesLast: true }))
                    .Select(c => c.Reason == ChangeReason.Drift ? c with { Reason = ChangeReason.Pending } : c)],
            };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool Altered(ResourceResult result) =>
        result.Outcome is Outcome.Created or Outcome.Updated or Outcome.Deleted or Outcome.Refreshed;
}
