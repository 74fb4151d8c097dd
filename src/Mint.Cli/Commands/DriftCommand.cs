using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Reports;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary><c>mint drift</c>: who touched what?</summary>
internal static class DriftCommand
{
    private const int DefaultLimit = 100;

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var filter = FleetOptions.Filter("host:web-01, group:web, customer:acme, kind:file, action:repaired");
        var since = FleetOptions.Since();
        var limit = FleetOptions.Limit(DefaultLimit);
        var watch = FleetOptions.Watch();
        var command = new Command("drift", "Who touched what: each drift with its diff, by whom it likely was, and what was done; newest first.")
        {
            filter, since, limit, watch,
        };
        var coordinator = CoordinatorOptions.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            var after = FleetOptions.Past(shell, parse.GetValue(since));
            var words = FleetOptions.FilterOf(parse.GetValue(filter));
            using var connection = coordinator.Connect(shell, parse);
            var client = new FleetClient(connection);

            // The words of a drift filter mean other things to events, so every drift is a reason to ask again.
            var watched = FleetHistoryWatch.Of(
                shell, (reach, token) => client.DriftAsync(words, after, reach, token), parse.GetValue(limit), "kind:drift", fromNow: after is null);
            if (parse.GetValue(watch))
            {
                return await new Watcher(shell, connection).RunAsync(parse, watched, ct);
            }

            shell.PrintAnswer(parse, await watched.Ask(null, ct), watched.Page, ReportsJson.Document.FleetHistory);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint drift --since yesterday", "what moved since yesterday 00:00"),
            ("mint drift group:web kind:file", "files on hosts of the group web"),
            ("mint drift --watch --json", "one JSON document per line, as it happens"));
    }
}
