using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary><c>mint holds</c>: what did we postpone?</summary>
internal static class HoldsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell) => new FleetListCommand<HoldList, HostHoldReport>
    {
        Name = "holds",
        Description = "What waits: held resources, paused hosts, commits held back; who, why, until when; oldest first.",
        Keys = "host:web-01, group:web, customer:acme",
        Ask = (client, filter, limit, ct) => client.HoldsAsync(filter, limit, ct),
        Watched = ask => Watched(shell, ask),
        Json = ReportsJson.Document.HoldList,
    }.Create(shell).WithExamples(
        ("mint holds", "the list by age"),
        ("mint holds customer:acme", "of one customer"));

    private static Watched<HoldList, HostHoldReport> Watched(Shell shell, Func<CancellationToken, Task<HoldList>> ask) => new()
    {
        Ask = (_, ct) => ask(ct),
        Wakes = FleetNews.Event | FleetNews.Host,
        Page = (screen, list) => new HoldsPage(screen, shell.Clock).Print(list),
        Items = list => list.Holds,
        Key = hold => $"{hold.Host} {(hold.Resource is { } id ? Wording.Resource(id) : hold.Who is null ? "commit" : "pause")}",
        Told = hold => string.Join('\n', [hold.Reason, $"{hold.Until}"]),
        Line = (screen, hold) => new HoldsPage(screen, shell.Clock).PrintNews(hold),
        Json = ReportsJson.Line.HostHoldReport,
        TellsRemoved = true,
    };
}
