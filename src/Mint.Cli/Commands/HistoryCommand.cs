using System.CommandLine;
using Mint.Cli.Control;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint history</c>: what happened on this host?</summary>
internal static class HistoryCommand
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 10_000;

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var since = new Option<string?>("--since") { Description = "Only what happened after this time: 2h, yesterday, mon 08:00, 2026-11-20.", HelpName = "time" };
        var limit = new Option<int>("--limit") { Description = "At most this many events.", HelpName = "count", DefaultValueFactory = _ => DefaultLimit };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && int.TryParse(token.Value, out var count) && count is < 1 or > MaxLimit)
            {
                result.AddError($"--limit takes 1 to {MaxLimit}.");
            }
        });
        var resource = HostCommand.ResourceArgument(new ArgumentArity(0, 2));
        var command = new Command("history", "What happened here: commits applied, drift found and repaired, failures, holds; newest first.")
        {
            resource, since, limit, socket,
        };
        command.SetAction(async (parse, ct) =>
        {
            var after = parse.GetValue(since) is { } text ? Past(shell, text) : (DateTimeOffset?)null;
            var id = HostCommand.ResourceId(parse.GetValue(resource));
            using var agent = await ControlClient.ConnectAsync(parse.GetRequiredValue(socket), ct);
            var history = await agent.HistoryAsync(after, parse.GetValue(limit), id, ct);
            Print(shell, parse, history);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("sudo mint history --since yesterday", "since yesterday 00:00"),
            ("sudo mint history file /etc/nginx/nginx.conf", "only this file"),
            ("mint history --json --limit 1000", "for a script"));
    }

    private static void Print(Shell shell, ParseResult parse, History history)
    {
        if (shell.WantsJson(parse))
        {
            shell.PrintJson(history, ReportsJson.Document.History);
            return;
        }

        var screen = shell.Screen(parse);
        if (history.Events.Count == 0)
        {
            screen.Line("Nothing happened in that time.");
        }

        new HistoryPage(screen, shell.Clock).Print(history.Events);
    }

    private static DateTimeOffset Past(Shell shell, string text) => new TimeText(shell.Clock).Past(text)
        ?? throw new CommandException($"'{text}' is not a time.", $"Known forms: {TimeText.Examples}, yesterday", ExitCodes.Usage);
}
