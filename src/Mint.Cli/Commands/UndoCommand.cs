using System.CommandLine;
using Mint.Cli.Control;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint undo</c>: put back what an adopted resource was before.</summary>
internal static class UndoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var resource = HostCommand.ResourceArgument(new ArgumentArity(1, 2));
        var command = new Command(
            "undo",
            "Put back the content that an adopted resource had before it was managed. Take it out of the config repo first, or observe it only: "
            + "else the agent would change it back.")
        {
            resource, socket,
        };
        command.SetAction(async (parse, ct) =>
        {
            var id = HostCommand.ResourceId(parse.GetValue(resource)) ?? "";
            using var agent = await ControlClient.ConnectAsync(parse.GetRequiredValue(socket), ct);
            var done = await agent.UndoAsync(id, ct);
            if (shell.WantsJson(parse))
            {
                shell.PrintJson(done, ReportsJson.Document.DoneReport);
            }
            else
            {
                shell.Screen(parse).Write("✓ ", Tone.Good).Line(done.Summary);
            }

            return ExitCodes.Ok;
        });
        return command.WithExamples(("sudo mint undo file /etc/motd", "the motd as it was before"));
    }
}
