using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Mint.Cli.Fleet;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary><c>mint commits</c>: where is my commit?</summary>
internal static class CommitsCommand
{
    private const int DefaultLimit = 20;

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var id = new Argument<string?>("ID") { Description = "A commit, seven digits or more: shows each of its hosts and why.", Arity = ArgumentArity.ZeroOrOne };
        var limit = FleetOptions.Limit(DefaultLimit);
        var watch = FleetOptions.Watch();
        var command = new Command("commits", "Where a commit is: how many hosts applied it, and which do not, and why; newest first.") { id, limit, watch };
        var coordinator = CoordinatorOptions.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            var client = new FleetClient(connection);
            var watcher = parse.GetValue(watch) ? new Watcher(shell, connection) : null;
            return parse.GetValue(id) is { } commit
                ? await ShowAsync(shell, parse, One(shell, client, commit), watcher, ReportsJson.Document.CommitDetail, ct)
                : await ShowAsync(shell, parse, All(shell, client, parse.GetValue(limit)), watcher, ReportsJson.Document.CommitList, ct);
        });
        return command.WithExamples(
            ("mint commits", "the last 20, each with how far it got"),
            ("mint commits 4f2a1c0", "each host that it must reach, the laggards first"),
            ("mint commits --watch", "see a push reach every host"));
    }

    private static async Task<int> ShowAsync<TAnswer, TItem>(
        Shell shell,
        ParseResult parse,
        Watched<TAnswer, TItem> watched,
        Watcher? watcher,
        JsonTypeInfo<TAnswer> json,
        CancellationToken ct)
        where TAnswer : class
    {
        if (watcher is not null)
        {
            return await watcher.RunAsync(parse, watched, ct);
        }

        shell.PrintAnswer(parse, await watched.Ask(null, ct), watched.Page, json);
        return ExitCodes.Ok;
    }

    // Told oldest first, as they come.
    private static Watched<CommitList, CommitProgressReport> All(Shell shell, FleetClient client, int limit) => new()
    {
        Ask = (_, ct) => client.CommitsAsync(limit, ct),
        Wakes = FleetNews.Commit | FleetNews.Host,
        Page = (screen, list) => new CommitsPage(screen, shell.Clock).Print(list),
        Items = list => list.Commits.Reverse(),
        Key = progress => progress.Commit.Id,
        Told = progress => string.Join('\n', [StateCounts.Text(progress.Hosts), $"{progress.ConvergedIn}", progress.RefusedReason ?? ""]),
        Line = (screen, progress) => new CommitsPage(screen, shell.Clock).PrintNews(progress),
        Json = ReportsJson.Line.CommitProgressReport,
    };

    private static Watched<CommitDetail, CommitHostReport> One(Shell shell, FleetClient client, string id) => new()
    {
        Ask = (_, ct) => client.CommitAsync(id, ct),
        Wakes = FleetNews.Commit | FleetNews.Host,
        Page = (screen, detail) => new CommitsPage(screen, shell.Clock).Print(detail),
        Items = detail => detail.Hosts,
        Key = host => host.Host,
        Told = host => string.Join('\n', [host.State, host.Reason ?? "", $"{host.Until}"]),
        Line = (screen, host) => new CommitsPage(screen, shell.Clock).PrintNews(host),
        Json = ReportsJson.Line.CommitHostReport,
        TellsRemoved = true,
    };
}
