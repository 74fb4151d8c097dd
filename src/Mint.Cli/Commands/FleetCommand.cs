using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary><c>mint fleet</c>: is everything all right?</summary>
internal static class FleetCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var watch = FleetOptions.Watch();
        var command = new Command("fleet", "Is everything all right? One sentence, then how many hosts stand how. Exits 2 when something needs a person.") { watch };
        var coordinator = CoordinatorOptions.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            var client = new FleetClient(connection);
            return parse.GetValue(watch)
                ? await new Watcher(shell, connection).RunAsync(parse, Watched(shell, client), ct)
                : Print(shell, parse, await client.FleetAsync(ct));
        });
        return command.WithExamples(
            "0 all right, 2 something needs a person (a host failed, silent, absent, behind or unknown; Git out of reach), 1 error, 64 wrong command line",
            ("mint fleet", "the fleet in one sentence"),
            ("mint fleet --watch", "a page that stays and follows what happens"),
            ("mint fleet --json | jq -r .sentence", "for a script"));
    }

    private static int Print(Shell shell, ParseResult parse, FleetReport fleet)
    {
        shell.PrintAnswer(parse, fleet, Page(shell), ReportsJson.Document.FleetReport);
        return fleet.NeedsPerson ? ExitCodes.NeedsPerson : ExitCodes.Ok;
    }

    private static Action<Screen, FleetReport> Page(Shell shell) => (screen, fleet) => new FleetPage(screen, shell.Clock).Print(fleet);

    private static Watched<FleetReport, FleetReport> Watched(Shell shell, FleetClient client) => new()
    {
        Ask = (_, ct) => client.FleetAsync(ct),
        Wakes = FleetNews.Event | FleetNews.Host | FleetNews.Commit,
        Page = Page(shell),
        Items = fleet => [fleet],
        Key = _ => "fleet",
        Told = fleet => string.Join('\n', [fleet.Sentence, fleet.SyncError ?? "", fleet.Head?.Id ?? "", $"{fleet.DriftLastDay}", StateCounts.Text(fleet.States)]),
        Line = (screen, fleet) => new FleetPage(screen, shell.Clock).PrintNews(fleet),
        Json = ReportsJson.Line.FleetReport,
    };
}
