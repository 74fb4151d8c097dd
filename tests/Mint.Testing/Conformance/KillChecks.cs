using Mint.Core.Hosts;

namespace Mint.Testing.Conformance;

/// <summary>Lets the agent die before and after every single change of creating, updating and deleting.</summary>
internal static class KillChecks
{
    // A provider that needs more changes than this for one resource is a runaway.
    private const int MaxChanges = 100;

    public static async Task RecoversAsync(Subject subject)
    {
        await KillAtEachAsync(subject, "creating", () => Task.CompletedTask, h => subject.ConvergeAsync(subject.Case.Spec, h), When.Wanted);
        await KillAtEachAsync(
            subject,
            "updating",
            () => subject.ConvergeAsync(subject.Case.ChangedSpec),
            h => subject.ConvergeAsync(subject.Case.Spec, h),
            When.Wanted);
        if (subject.Case.Provider.ComesDue)
        {
            return;
        }

        await KillAtEachAsync(subject, "deleting", () => subject.ConvergeAsync(subject.Case.Spec), h => subject.DeleteAsync(h), When.Gone);
        if (subject.Case.Refresh is not null)
        {
            await KillAtEachAsync(subject, "refreshing", () => ArrangeRefreshAsync(subject), h => subject.RefreshAsync(h), When.Refreshed);
        }
    }

    private enum When
    {
        Wanted,
        Gone,
        Refreshed,
    }

    private static async Task ArrangeRefreshAsync(Subject subject)
    {
        await subject.ConvergeAsync(subject.Case.Spec);
        await subject.ChangeWhatItListensToAsync();
    }

    private static async Task KillAtEachAsync(Subject subject, string what, Func<Task> arrange, Func<IHost, Task> act, When then)
    {
        foreach (var performed in new[] { false, true })
        {
            var n = 0;
            bool killed;
            do
            {
                if (++n > MaxChanges)
                {
                    throw new ConformanceException($"{what} takes more than {MaxChanges} changes");
                }

                await subject.ResetAsync();
                await arrange();
                killed = await KillAtAsync(subject, act, n, performed);
                await RecoverAsync(subject, then, $"after a kill {(performed ? "after" : "before")} change {n} of {what}");
            }
            while (killed);
        }
    }

    private static async Task<bool> KillAtAsync(Subject subject, Func<IHost, Task> act, int n, bool performed)
    {
        var host = new KilledHost(subject.Host, n, performed);
        try
        {
            await act(host);
        }
        catch (AgentKilledException)
        {
            return true;
        }

        return host.Killed ? throw new ConformanceException("the provider caught its own death") : false;
    }

    private static async Task RecoverAsync(Subject subject, When then, string when)
    {
        if (then == When.Wanted)
        {
            await subject.MustConvergeAsync(subject.Case.Spec, when);
            return;
        }

        // As the engine: what was not struck off is still owed.
        if (then == When.Refreshed)
        {
            await subject.RefreshAsync();
            await subject.MustHaveTakenEffectAsync(when);
            return;
        }

        // As the engine: what still reads as present is deleted again.
        if (await subject.LookAsync() is not null)
        {
            await subject.DeleteAsync();
        }

        await subject.MustBeAbsentAsync(when);
    }
}
