using System.CommandLine;
using Mint.Cli.Fleet;

namespace Mint.Cli.Watching;

/// <summary>Asks a question again whenever the coordinator has news of it, until Ctrl-C.</summary>
/// <param name="shell">The clock.</param>
/// <param name="connection">The way to the coordinator.</param>
internal sealed class Watcher(Shell shell, FleetConnection connection)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // Many news in a row make one question, not many.
    private static readonly TimeSpan LeastBetween = TimeSpan.FromMilliseconds(300);

    /// <summary>Shows the first answer, then each other one: as a page on a terminal, as lines elsewhere.</summary>
    /// <returns>The exit code; it ends by Ctrl-C alone.</returns>
    /// <exception cref="CommandException">The first question failed, or the coordinator refuses for good.</exception>
    public async Task<int> RunAsync<TAnswer, TItem>(ParseResult parse, Watched<TAnswer, TItem> watched, CancellationToken ct)
        where TAnswer : class
    {
        var answer = await watched.Ask(null, ct);
        using var view = Open(parse, watched);
        view.Show(answer);
        var link = new FleetLink(connection, watched.Filter, shell.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = link.RunAsync(stop.Token);
        try
        {
            await using var timer = shell.Clock.CreateTimer(_ => link.Nudge(), null, Tick, Tick);
            await FollowAsync(watched, view, link, answer, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends.
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }

        return ExitCodes.Interrupted;
    }

    private IWatchView<TAnswer> Open<TAnswer, TItem>(ParseResult parse, Watched<TAnswer, TItem> watched)
        where TAnswer : class => shell.Terminal.OutputIsTerminal && !shell.WantsJson(parse)
            ? new PageView<TAnswer>(shell, shell.HasColor(parse), watched.Page)
            : new LineView<TAnswer, TItem>(shell, shell.Screen(parse), shell.ErrorScreen(parse), shell.WantsJson(parse), watched);

    private async Task FollowAsync<TAnswer, TItem>(
        Watched<TAnswer, TItem> watched, IWatchView<TAnswer> view, FleetLink link, TAnswer first, CancellationToken ct)
        where TAnswer : class
    {
        var (answer, isOld, failed) = (first, false, (LinkLoss?)null);
        while (true)
        {
            await link.WaitAsync(ct);
            isOld |= (link.TakeNews() & (watched.Wakes | FleetNews.Linked)) != 0;
            if (isOld && link.Loss is null)
            {
                var (next, failure) = await AskAgainAsync(watched, answer, ct);
                failed = failure is null ? null : failed ?? new LinkLoss(shell.Clock.GetUtcNow(), failure.Message);
                if (next is not null)
                {
                    (answer, isOld) = (next, false);
                    view.Show(answer);
                    await Task.Delay(LeastBetween, shell.Clock, ct);
                }
            }

            view.Tick(link.Loss ?? failed);
        }
    }

    private static async Task<(TAnswer? Answer, CommandException? Failure)> AskAgainAsync<TAnswer, TItem>(
        Watched<TAnswer, TItem> watched, TAnswer before, CancellationToken ct)
        where TAnswer : class
    {
        try
        {
            return (await watched.Ask(before, ct), null);
        }
        catch (CommandException failure) when (failure.IsTransient)
        {
            return (null, failure);
        }
    }
}
