using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint mesh</c>: who reaches whom?</summary>
internal static class MeshCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var network = new Argument<string?>("NETWORK") { Description = "Only this network.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("mesh", "Who reaches whom: the WireGuard networks of the fleet, how long ago two members agreed on keys, and what went between them.") { network };
        var coordinator = CoordinatorOptions.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            var filter = parse.GetValue(network) is { Length: > 0 } name ? $"network:{name}" : "";
            using var connection = coordinator.Connect(shell, parse);
            var list = await new FleetClient(connection).MeshesAsync(filter, ct);
            shell.PrintAnswer(parse, list, (screen, meshes) => new MeshPage(screen, shell.Clock).Print(meshes), ReportsJson.Document.MeshList);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint mesh", "all networks"),
            ("mint mesh mint0 --json | jq '.meshes[].edges[] | select(.state == \"stale\" or .state == \"never\")'", "dead edges of one"));
    }
}
