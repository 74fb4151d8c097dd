using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary><c>mint holds</c>: what did we postpone?</summary>
internal static class HoldsCommand
{
    private const int DefaultLimit = 1000;

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var filter = FleetOptions.Filter("host:web-01, group:web, customer:acme");
        var limit = FleetOptions.Limit(DefaultLimit);
        var watch = FleetOptions.Watch();
        var command = new Command("holds", "What waits: held resources, paused hosts, commits held back; who, why, until when; oldest first.") { filter, limit, watch };
        var coordinator = CoordinatorOptions.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            var client = new FleetClient(connection);
            var watched = Watched(shell, token => client.HoldsAsync(FleetOptions.FilterOf(parse.GetValue(filter)), parse.GetValue(limit), token));
            if (parse.GetValue(watch))
            {
                return await new Watcher(shell, connection).RunAsync(parse, watched, ct);
            }

            shell.PrintAnswer(parse, await watched.Ask(null, ct), watched.Page, ReportsJson.Document.HoldList);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint holds", "the list by age"),
            ("mint holds customer:acme", "of one customer"));
    }

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
