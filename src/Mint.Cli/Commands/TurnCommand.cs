using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint turn</c>: whose turn is it for work that must not happen on several hosts at once?</summary>
internal static class TurnCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var command = new Command("turn", "Turns for work that must not happen on several hosts at once, such as reboots: see who has one, end one that is stuck.");
        var coordinator = CoordinatorOptions.AddTo(command);
        command.Subcommands.Add(List(shell, coordinator));
        command.Subcommands.Add(End(shell, coordinator));
        return command.WithExamples(
            ("mint turn list", "whose turn it is, and who waits for whom"),
            ("mint turn end web-01 --reason \"its disk is dead\"", "the others go on without it"));
    }

    private static Command List(Shell shell, CoordinatorOptions coordinator)
    {
        var limit = FleetOptions.Limit(100);
        var command = new Command("list", "Whose turn it is, and who waits for it, by ring and time.") { limit };
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            var list = await new FleetAdminClient(connection).TurnsAsync(parse.GetValue(limit), ct);
            shell.PrintAnswer(parse, list, (screen, turns) => new TurnsPage(screen, shell.Clock).Print(turns), ReportsJson.Document.TurnList);
            return ExitCodes.Ok;
        });
        return command.WithExamples(("mint turn list --json | jq '.turns[] | select(.state == \"overdue\")'", "those that did not come back"));
    }

    private static Command End(Shell shell, CoordinatorOptions coordinator)
    {
        var host = new Argument<string>("HOST") { Description = "The host whose turn shall end." };
        var reason = FleetOptions.Reason();
        var command = new Command("end", "End the turn of a host that does not give it back, so that the others go on. Needs the role operator.") { host, reason };
        command.SetAction(async (parse, ct) =>
        {
            var (name, why) = (parse.GetRequiredValue(host), FleetOptions.ReasonOf(parse.GetRequiredValue(reason)));
            using var connection = coordinator.Connect(shell, parse);
            await new FleetClient(connection).NearAsync(name, () => new FleetAdminClient(connection).EndTurnAsync(name, why, ct), ct);
            shell.PrintDone(parse, $"The turn of {name} is over; the others go on.");
            return ExitCodes.Ok;
        });
        return command.WithExamples(("mint turn end web-01 --reason \"its disk is dead\"", "it may ask for another turn once it is well"));
    }
}
