using Mint.Core.Config;
using Mint.Core.Confirming;
using Mint.Core.Graph;
using Mint.Core.Hosts;
using Mint.Core.Planning;
using Mint.Core.Providers;

namespace Mint.Core.Applying;

/// <summary>
/// Makes or removes what touches the way in, under one confirmation. What is recorded of it is recorded once it is confirmed: after a crash the
/// ledger still says what the state that returns is.
/// </summary>
internal sealed class WayInStep(
    ApplyRun run, IReadOnlyDictionary<string, IResourceProvider> providers, ApplyStep step, IConfirmation confirmation, ConfirmSettings settings, IHost host)
{
    /// <summary>Makes batches one after the other, and reloads at once what they notify: only then does a change show what it does.</summary>
    public Task ConvergeAsync(IReadOnlyList<IReadOnlyList<Resource>> batches, CancellationToken ct) => RunAsync(
        [.. batches.SelectMany(b => b).Where(r => run.BlockedBy(r) is null).Select(r => run.Work[r.Id])],
        async token =>
        {
            foreach (var batch in batches)
            {
                await step.ConvergeAsync(batch, token);
            }
        },
        ct);

    /// <summary>Runs changes under confirmation.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="apply">Makes them.</param>
    /// <param name="ct">A graceful stop.</param>
    public async Task RunAsync(IReadOnlyList<Change> changes, Func<CancellationToken, Task> apply, CancellationToken ct)
    {
        if (changes.SelectMany(c => c.Notifies).Where(run.RefreshIsHeld).Select(id => (ResourceId?)id).FirstOrDefault() is { } held)
        {
            Hold(changes, $"it touches the way in and takes effect with {held}, which is held: both are done together");
            return;
        }

        var work = new WayInChange(run.Desired, changes.ToDictionary(c => c.Id, c => providers[c.Id.Kind]), settings);
        run.BeginTrial();
        var end = changes.Count == 0
            ? await NoConfirmation.Instance.MakeAsync(work, host, apply, ct)
            : await confirmation.MakeAsync(work, host, token => ApplyAsync(changes, apply, token), ct);
        var results = run.EndTrial(kept: end.Outcome == ConfirmationOutcome.Kept);
        switch (end.Outcome)
        {
            case ConfirmationOutcome.Held:
                Hold(changes, end.Reason);
                break;
            case ConfirmationOutcome.TakenBack:
                run.TakenBack = end.TakenBack;
                TakeBack(results, end.Reason);
                break;
            case ConfirmationOutcome.Kept:
                foreach (var result in results)
                {
                    run.Add(result);
                }

                break;
            default:
                run.Interrupted = true;
                ct.ThrowIfCancellationRequested();
                break;
        }
    }

    private async Task ApplyAsync(IReadOnlyList<Change> changes, Func<CancellationToken, Task> apply, CancellationToken ct)
    {
        await apply(ct);
        var notified = changes.SelectMany(c => c.Notifies).ToHashSet();
        await step.RefreshAsync(run.Desired.Graph.InOrder.Where(r => notified.Contains(r.Id)), ct);
    }

    /// <summary>The next full look tries again: what is missing may come back.</summary>
    private void Hold(IReadOnlyList<Change> changes, string reason)
    {
        foreach (var change in changes)
        {
            run.Add(new ResourceResult(change, Outcome.Skipped, TimeSpan.Zero) { Message = reason, Failure = FailureKind.Skipped });
        }
    }

    private void TakeBack(IReadOnlyList<ResourceResult> results, string reason)
    {
        foreach (var result in results)
        {
            run.Add(result.Outcome is Outcome.Failed or Outcome.Skipped
                ? result
                : result with { Outcome = Outcome.Failed, Message = reason, Failure = FailureKind.Retry }); // whether it is tried again is the quarantine's to say
        }
    }
}
