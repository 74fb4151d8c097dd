using Mint.Core.Applying;
using Mint.Core.Graph;
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
public sealed class Reconciler(
    IReadOnlyDictionary<string, IResourceProvider> providers, IReadOnlyList<IGuardRule> rules, ILedger ledger, IHost host, TimeProvider time)
{
    /// <summary>
    /// An apply can upset what was in sync a moment ago (a package brings a file of its own). The run looks again, this often at most.
    /// </summary>
    private const int Rounds = 3;

    private readonly Planner planner = new(providers);
    private readonly Guard guard = new(rules);
    private readonly Applier applier = new(providers, ledger, time);
    private readonly Historian historian = new(ledger, host, time);

    /// <summary>Turns the loop once.</summary>
    /// <param name="request">What is wanted, and why now.</param>
    /// <param name="progress">Hears of each result as it comes.</param>
    /// <param name="ct">Ends the turn between two steps.</param>
    /// <exception cref="ResourceException">The ledger can't be written; nothing was changed without having been journalled.</exception>
    public async Task<RunReport> RunAsync(RunRequest request, IProgress<ResourceResult> progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (startedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        var results = new List<ResourceResult>();
        var examined = 0;
        GuardedPlan guarded;
        for (var round = 1; ; round++)
        {
            guarded = await PlanAsync(request, ct);
            examined = Math.Max(examined, guarded.Plan.Examined);
            if (round > 1)
            {
                guarded = OwnDoing(guarded, results);
            }

            Settle(request.Desired, guarded.Plan);
            historian.Detect(guarded, request);
            var applied = await applier.ApplyAsync(guarded, request.Desired, host, progress, ct);
            results.AddRange(applied.Results);
            if (applied.Interrupted || round == Rounds || !applied.Results.Any(Altered))
            {
                var report = new RunReport(
                    request, startedAt, time.GetElapsedTime(started), results, guarded.Holds, guarded.Plan.Unreadable, examined, applied.Interrupted);
                historian.Record(report);
                return report;
            }
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
            request.Trigger == Trigger.Person));
    }

    /// <summary>What differs in a later round was upset by the earlier one; it is nobody's drift. What failed already waits for its back-off.</summary>
    private static GuardedPlan OwnDoing(GuardedPlan guarded, List<ResourceResult> results)
    {
        var failed = results.Where(r => r.Outcome is Outcome.Failed or Outcome.Skipped).Select(r => r.Id).ToHashSet();
        return guarded with
        {
            Go = [.. guarded.Go
                .Where(c => !failed.Contains(c.Id))
                .Select(c => c.Reason == ChangeReason.Drift ? c with { Reason = ChangeReason.Pending } : c)],
        };
    }

    private static bool Altered(ResourceResult result) =>
        result.Outcome is Outcome.Created or Outcome.Updated or Outcome.Deleted or Outcome.Refreshed;

    private void Settle(DesiredState desired, Plan plan)
    {
        var settled = plan.Settled.Select(desired.Graph.Find).OfType<Resource>().Where(r => r.Mode == Mode.Enforce);
        ledger.RecordApplied([.. settled.Select(r => OwnedRow.For(r, Ownership.Adopted, desired, time.GetUtcNow()))]);
        ledger.Forget(plan.Gone);
        var troubles = ledger.ReadTroubles();
        var drifts = ledger.ReadOpenDrifts();
        ledger.ClearTroubles([.. plan.InSync.Concat(plan.Gone).Where(troubles.ContainsKey)]);
        ledger.ClearOpenDrifts([.. plan.InSync.Concat(plan.Gone).Where(drifts.ContainsKey)]);
    }
}
