using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint token</c>: who may ask the coordinator, and what.</summary>
internal static class TokenCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var command = new Command("token", "The API tokens that tools and people ask the coordinator with. Needs the role admin.");
        var coordinator = CoordinatorOptions.AddTo(command);
        command.Subcommands.Add(Make(shell, coordinator));
        command.Subcommands.Add(List(shell, coordinator));
        command.Subcommands.Add(Revoke(shell, coordinator));
        return command.WithExamples(
            ("mint token create grafana --role viewer", "make one"),
            ("mint token list", "which there are, and which nobody uses"),
            ("mint token revoke grafana", "end one"));
    }

    private static Command Make(Shell shell, CoordinatorOptions coordinator)
    {
        var name = new Argument<string>("NAME") { Description = "What to call it: who or what uses it." };
        var role = new Option<string>("--role") { Description = "viewer (sees), operator (also wakes, holds and promotes), admin (also adds and revokes).", Required = true };
        role.AcceptOnlyFromAmong("viewer", "operator", "admin");
        var customers = new Option<string[]>("--customer") { Description = "Show it this customer's hosts alone; may be repeated.", HelpName = "name" };
        var expires = FleetOptions.Expires("90d unless told otherwise, 365d at most");
        var command = new Command("create", "Make a token. It is shown this once.") { name, role, customers, expires };
        command.SetAction(async (parse, ct) =>
        {
            var span = FleetOptions.Span(parse.GetValue(expires));
            using var connection = coordinator.Connect(shell, parse);
            var created = await new FleetAdminClient(connection).CreateTokenAsync(
                parse.GetRequiredValue(name), parse.GetRequiredValue(role), parse.GetValue(customers) ?? [], span, ct);
            shell.PrintAnswer(parse, created, (screen, c) => PrintCreated(screen, shell, c), ReportsJson.Document.CreatedTokenReport);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint token create grafana --role viewer --expires 365d", "for a year"),
            ("mint token create acme-ci --role operator --customer acme", "for one customer's hosts"),
            ("mint token create ci --role viewer --json | jq -r .token > ~/.config/mint/token", "straight into a file"));
    }

    private static void PrintCreated(Screen screen, Shell shell, CreatedTokenReport created)
    {
        var what = new TokensPage(screen, shell.Clock).Describe(created.Details);
        screen.Write("✓ ", Tone.Good).Line($"Token {created.Details.Name}: {what}. It is not shown again:").Line();
        screen.Write("    ").Line(created.Token, Tone.Strong);
    }

    private static Command List(Shell shell, CoordinatorOptions coordinator)
    {
        var command = new Command("list", "Which tokens there are: what each may do, until when, when it was used last.");
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            var list = await new FleetAdminClient(connection).TokensAsync(ct);
            shell.PrintAnswer(parse, list, (screen, l) => new TokensPage(screen, shell.Clock).Print(l), ReportsJson.Document.TokenList);
            return ExitCodes.Ok;
        });
        return command.WithExamples(("mint token list", "all of them"));
    }

    private static Command Revoke(Shell shell, CoordinatorOptions coordinator)
    {
        var name = new Argument<string>("NAME") { Description = "The token's name." };
        var command = new Command("revoke", "End a token at once.") { name };
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            await new FleetAdminClient(connection).RevokeTokenAsync(parse.GetRequiredValue(name), ct);
            shell.PrintDone(parse, $"Token {parse.GetRequiredValue(name)} is worth nothing any more.");
            return ExitCodes.Ok;
        });
        return command.WithExamples(("mint token revoke grafana", "whoever uses it is refused from now on"));
    }
}
