using System.Globalization;
using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary>How events and drift are shown and followed: as a page newest first, as lines in the order of time.</summary>
internal static class FleetHistoryWatch
{
    /// <summary>Makes the question.</summary>
    /// <param name="shell">The clock.</param>
    /// <param name="ask">Asks as far back as it is told.</param>
    /// <param name="limit">How many are wanted.</param>
    /// <param name="filter">Which events are news.</param>
    /// <param name="fromNow">Whether a follower is told only of what happens from now on.</param>
    public static Watched<FleetHistory, HostEventReport> Of(
        Shell shell, Func<Reach, CancellationToken, Task<FleetHistory>> ask, int limit, string filter, bool fromNow)
    {
        HistoryPage? lines = null;
        return new()
        {
            Ask = (before, ct) => ask(new Reach(limit, before is null ? null : Newest(before)), ct),
            Wakes = FleetNews.Event,
            Filter = filter,
            Page = (screen, history) => Print(shell, screen, history),
            Items = history => history.Events.Reverse(),
            Key = happened => happened.Id.ToString(CultureInfo.InvariantCulture),
            Told = _ => "",
            Line = (screen, happened) => (lines ??= new HistoryPage(screen, shell.Clock)).Print(happened),
            Json = ReportsJson.Line.HostEventReport,
            FromNow = fromNow,
        };
    }

    private static ulong Newest(FleetHistory history) => history.Events.Select(e => e.Id).DefaultIfEmpty().Max();

    private static void Print(Shell shell, Screen screen, FleetHistory history)
    {
        if (history.Events.Count == 0)
        {
            screen.Line("Nothing happened in that time.");
        }

        new HistoryPage(screen, shell.Clock).Print(history.Events);
        if (history.More)
        {
            screen.Line($"… there are older ones: --limit {history.Events.Count * 2}", Tone.Dim);
        }
    }
}
