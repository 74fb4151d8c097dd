using System.CommandLine;
using Mint.Cli.Control;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint apply</c>: converge now, and watch.</summary>
internal static class ApplyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var command = new Command("apply", "Let the agent make this host match its commit now, and show each step. Exits 1 when something failed.") { socket };
        command.SetAction(async (parse, ct) =>
        {
            using var agent = await ControlClient.ConnectAsync(parse.GetRequiredValue(socket), ct);
            var print = shell.WantsJson(parse) ? JsonLines(shell) : null;
            using var live = new LiveLine(shell.Terminal, shell.Clock);
            print ??= new ApplyPage(shell.Screen(parse), live).Print;
            return await WatchAsync(agent, print, ct);
        });
        return command.WithExamples(
            ("sudo mint apply", "converge now; also tries again what waits for a person"),
            ("sudo mint apply --json", "one JSON object per line, as it happens"));
    }

    private static async Task<int> WatchAsync(ControlClient agent, Action<RunStep> print, CancellationToken ct)
    {
        FinishedStep? finished = null;
        await foreach (var step in agent.ApplyAsync(ct))
        {
            print(step);
            finished = step as FinishedStep ?? finished;
        }

        return finished is null
            ? throw new CommandException("The agent ended the run without a result.", "See why: journalctl -u mint-agent -n 50")
            : finished.Failed > 0 ? ExitCodes.Error : ExitCodes.Ok;
    }

    private static Action<RunStep> JsonLines(Shell shell) => step => shell.PrintJsonLine(step, ReportsJson.Line.RunStep);
}
