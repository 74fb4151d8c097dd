using System.CommandLine;
using Mint.Cli.Control;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint status</c>: how is this host?</summary>
internal static class StatusCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var command = new Command("status", "How this host is: its commit, what drifted, failed or is held, and why.") { socket };
        command.SetAction(async (parse, ct) =>
        {
            using var agent = await ControlClient.ConnectAsync(parse.GetRequiredValue(socket), ct);
            var status = await agent.StatusAsync(ct);
            if (shell.WantsJson(parse))
            {
                shell.PrintJson(status, ReportsJson.Document.HostStatus);
            }
            else
            {
                new StatusPage(shell.Screen(parse), shell.Clock).Print(status);
            }

            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("sudo mint status", "the state of this host"),
            ("mint status --json | jq -r .state", "one word for a script: converged, pending, drifted, held, failed, paused, starting"));
    }
}
