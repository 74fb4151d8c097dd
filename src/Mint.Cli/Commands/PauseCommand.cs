using System.CommandLine;
using Mint.Cli.Control;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint pause</c>: change nothing until a time, for a reason.</summary>
internal static class PauseCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var until = new Option<string>("--until") { Description = $"When it ends: {TimeText.Examples}.", HelpName = "time", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, for those who see it later.", HelpName = "text", Required = true };
        var command = new Command(
            "pause", "Stop changing this host until a time, for a reason; both are required. Watching and reporting go on.") { until, reason, socket };
        command.SetAction(async (parse, ct) =>
        {
            var end = Future(shell, parse.GetRequiredValue(until));
            var why = parse.GetRequiredValue(reason).Trim();
            if (why.Length == 0)
            {
                throw new CommandException("A pause needs a reason.", "mint pause --until 2h --reason \"restoring the shop's database\"", ExitCodes.Usage);
            }

            using var agent = await ControlClient.ConnectAsync(parse.GetRequiredValue(socket), ct);
            var pause = await agent.PauseAsync(HostCommand.Who(), why, end, ct);
            Print(shell, parse, pause, end);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("sudo mint pause --until 2h --reason \"restoring the shop's database\"", "two hours from now"),
            ("sudo mint pause --until \"tomorrow 08:00\" --reason \"waiting for the vendor\"", "until a time"));
    }

    private static void Print(Shell shell, ParseResult parse, PauseReport pause, DateTimeOffset end)
    {
        if (shell.WantsJson(parse))
        {
            shell.PrintJson(pause, ReportsJson.Document.PauseReport);
            return;
        }

        var time = new RelativeTime(shell.Clock);
        shell.Screen(parse).Write("⏸ ", Tone.Held).Line(
            $"Paused until {time.When(pause.Until ?? end)} by {pause.Who}: {pause.Reason}. "
            + "Nothing is changed until then, and after it not before someone has seen the plan: mint resume");
    }

    private static DateTimeOffset Future(Shell shell, string text)
    {
        var at = new TimeText(shell.Clock).Future(text)
            ?? throw new CommandException($"'{text}' is not a time.", $"Known forms: {TimeText.Examples}", ExitCodes.Usage);
        return at > shell.Clock.GetUtcNow()
            ? at
            : throw new CommandException($"'{text}' has passed: a pause ends in the future.", null, ExitCodes.Usage);
    }
}
