using System.CommandLine;
using Mint.Cli.Control;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint show</c>: everything about one resource.</summary>
internal static class ShowCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var resource = HostCommand.ResourceArgument(new ArgumentArity(1, 2));
        var command = new Command("show", "One resource: what is wanted, from which line, since when, and what happened to it.") { resource, socket };
        command.SetAction(async (parse, ct) =>
        {
            var id = HostCommand.ResourceId(parse.GetValue(resource)) ?? "";
            using var agent = await ControlClient.ConnectAsync(parse.GetRequiredValue(socket), ct);
            var found = await agent.ResourceAsync(id, ct);
            if (shell.WantsJson(parse))
            {
                shell.PrintJson(found, ReportsJson.Document.ResourceReport);
            }
            else
            {
                new ResourcePage(shell.Screen(parse), shell.Clock).Print(found);
            }

            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("sudo mint show file /etc/motd", "a file"),
            ("sudo mint show package/nginx", "the same, by id"));
    }
}
