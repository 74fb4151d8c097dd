using Mint.Core.Config;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Core.Confirming;

/// <summary>
/// Changes the way in so that it can't be lost: baseline, restore point on disk, timer of systemd, change, checks; then either the restore point is
/// renamed away, or its script is carried out. There is no second way back: the agent, the timer and the boot all run that one script.
/// </summary>
/// <param name="directory">The agent's own directory.</param>
/// <param name="checks">What can prove that the host is reached.</param>
/// <param name="targets">Where it is reached.</param>
/// <param name="time">The clock.</param>
public sealed class Confirmation(string directory, IEnumerable<IWayInCheck> checks, IWayInTargetSource targets, TimeProvider time) : IConfirmation
{
    private static readonly TimeSpan LongestRevert = TimeSpan.FromMinutes(9);

    private readonly RestorePointStore store = new(directory);
    private readonly WayInProof proof = new([.. checks], time);

    /// <inheritdoc/>
    public async Task<ConfirmationResult> MakeAsync(WayInChange change, IHost host, Func<CancellationToken, Task> apply, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(apply);
        var before = await proof.LookAsync(ConfirmSettings.Checks.Except(change.Settings.Without), targets.InForce, ct);
        if (WayInProof.WhyNotBegin(before, change.Settings) is { } why)
        {
            return ConfirmationResult.Held(why);
        }

        if (await PrepareAsync(change, host, ct) is { } unprepared)
        {
            return ConfirmationResult.Held(unprepared);
        }

        // The checks that passed before, which the required ones are among; without what the change itself does away with.
        var after = targets.Of(change.Desired.Graph);
        var names = before.Where(v => v.Value.Outcome == WayInOutcome.Passed && after.Exist(v.Key)).Select(v => v.Key).ToList();
        return await ProveAsync(change, names, host, apply, ct);
    }

    /// <summary>At the agent's start: whatever was not confirmed is taken back. Null when there was nothing, or nobody is to blame.</summary>
    public async Task<TakenBack?> RecoverAsync(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (store.PendingScript(host) is not null)
        {
            await RevertAsync(host, "restart", "the agent ended before it was confirmed");
        }

        store.Tidy(host);
        if (store.ReadReverted(host) is not { } found)
        {
            return null;
        }

        if (!found.ForStop)
        {
            return Finished(found.Change);
        }

        store.ForgetReverted(host);
        return null;
    }

    /// <summary>What was taken back is noted durably, so it need not be found again.</summary>
    public void Noted(IHost host) => store.ForgetReverted(host);

    /// <summary>Puts everything in place that brings the state back; why not, when it can't be. Nothing of the way in is changed here.</summary>
    private async Task<string?> PrepareAsync(WayInChange change, IHost host, CancellationToken ct)
    {
        var failure = await Attempt.RunAsync(
            async () =>
            {
                if (store.PendingScript(host) is not null)
                {
                    throw new ResourceException(FailureKind.Retry, "an earlier change is still being taken back");
                }

                host.Forget();
                var points = new List<RestorePoint>();
                foreach (var (id, provider) in change.Members)
                {
                    points.Add(await provider.TakeRestorePointAsync(id.Name, host, ct));
                }

                // A timer left over from a change that was confirmed would take back this one. From here on nothing is cut off: a restart that
                // found a restore point would blame the commit.
                await DeadMansTimer.StopAsync(host);
                store.Write(host, Note(change), points);
                await DeadMansTimer.ArmAsync(host, $"{store.Waiting}/revert", change.Settings.Time());
            },
            ct);
        if (failure is null)
        {
            return null;
        }

        if (store.TryConfirm(host))
        {
            await DeadMansTimer.StopAsync(host);
        }

        store.Tidy(host);
        return $"it touches the way in, and there would be no way back: {failure.Message}";
    }

    private async Task<ConfirmationResult> ProveAsync(WayInChange change, List<string> names, IHost host, Func<CancellationToken, Task> apply, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(change.Settings.Time() - Margin(change.Settings), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        string? failure;
        try
        {
            await apply(both.Token);
            host.Forget();
            failure = both.IsCancellationRequested ? "it was not made in time" : await proof.AwaitAsync(names, targets.Of(change.Desired.Graph), deadline.Token, ct);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            failure = "it was not made in time";
        }
        catch
        {
            // The ledger can't be written, say: not the commit's fault, so it is tried again.
            await RevertUnblamedAsync(host);
            throw;
        }

        if (ct.IsCancellationRequested)
        {
            await RevertUnblamedAsync(host);
            return new ConfirmationResult(ConfirmationOutcome.Stopped, "");
        }

        if (failure is null && store.TryConfirm(host))
        {
            await DeadMansTimer.StopAsync(host);
            store.Tidy(host);
            return ConfirmationResult.Kept;
        }

        await RevertAsync(host, "checks", failure is null ? "it was confirmed too late" : $"after it {failure}");
        var taken = Finished(store.ReadReverted(host)?.Change ?? Note(change));
        return new ConfirmationResult(ConfirmationOutcome.TakenBack, taken.Reason) { TakenBack = taken };
    }

    /// <summary>
    /// Carries the script out, or waits for one that runs. One that the timer began meanwhile is carried out again: what was made after it must go too.
    /// </summary>
    private async Task RevertAsync(IHost host, string why, string reason)
    {
        var begunElsewhere = host.Stat(store.Waiting) is null;
        await CarryOutAsync(host, why, reason);
        if (begunElsewhere && store.TryArrangeAgain(host))
        {
            await CarryOutAsync(host, why, reason);
        }

        await DeadMansTimer.StopAsync(host);
    }

    private async Task RevertUnblamedAsync(IHost host)
    {
        await RevertAsync(host, RestoreNote.Stop, "the agent stops");
        store.ForgetReverted(host);
    }

    private async Task CarryOutAsync(IHost host, string why, string reason)
    {
        // The timer may take the script from under our hands: then it is somewhere else, or through.
        var error = "";
        for (var attempt = 0; attempt < 3 && store.PendingScript(host) is { } script; attempt++)
        {
            var command = new Command("/bin/sh", script, why, reason) { Timeout = LongestRevert, Grace = LongestRevert };
            error = (await host.RunAsync(command, CancellationToken.None)).Error.Trim();
        }

        if (store.PendingScript(host) is { } left)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"the way back could not be taken ({error}); run it by hand: sh {left}");
        }
    }

    private static TakenBack Note(WayInChange change) => new(
        change.Desired.Commit?.Id, WayInSpecs.Hash(change.Desired, change.Members.Keys), [.. change.Members.Keys.Order()], "");

    private static TakenBack Finished(TakenBack change) => change with
    {
        Reason = $"taken back: {(change.Reason.Length == 0 ? "it was not confirmed" : change.Reason)}; {string.Join(", ", change.Members)} {(change.Members.Count == 1 ? "is" : "are")} as before",
    };

    /// <summary>Before the timer's time is over, the agent takes back itself, since it can say why.</summary>
    private static TimeSpan Margin(ConfirmSettings settings) => TimeSpan.FromTicks(Math.Min(TimeSpan.FromSeconds(5).Ticks, settings.Time().Ticks / 4));
}
