using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Reports;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary><c>mint events</c>: what happened?</summary>
internal static class EventsCommand
{
    private const int DefaultLimit = 100;

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var filter = FleetOptions.Filter("host:web-01, kind:security, resource:service/nginx, action:repaired, group:web, customer:acme");
        var since = FleetOptions.Since();
        var until = new Option<string?>("--until") { Description = "Only what happened before this time; the same forms.", HelpName = "time" };
        var limit = FleetOptions.Limit(DefaultLimit);
        var watch = FleetOptions.Watch();
        var command = new Command("events", "Everything that happened on all hosts, newest first.") { filter, since, until, limit, watch };
        var coordinator = CoordinatorOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(watch) && result.GetValue(until) is not null)
            {
                result.AddError("--watch shows what comes, --until what has ended: take one of them.");
            }
        });
        command.SetAction(async (parse, ct) =>
        {
            var (after, before) = (FleetOptions.Past(shell, parse.GetValue(since)), FleetOptions.Past(shell, parse.GetValue(until)));
            var words = FleetOptions.FilterOf(parse.GetValue(filter));
            using var connection = coordinator.Connect(shell, parse);
            var client = new FleetClient(connection);
            var watched = FleetHistoryWatch.Of(
                shell, (reach, token) => client.EventsAsync(words, after, before, reach, token), parse.GetValue(limit), words, fromNow: after is null);
            if (parse.GetValue(watch))
            {
                return await new Watcher(shell, connection).RunAsync(parse, watched, ct);
            }

            shell.PrintAnswer(parse, await watched.Ask(null, ct), watched.Page, ReportsJson.Document.FleetHistory);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint events --since \"today 14:00\" --until \"today 14:05\"", "what happened at 14:02"),
            ("mint events kind:security", "what concerns enrolment, certificates, foreign hosts"),
            ("mint events host:web-01 --watch", "follow one host"));
    }
}
