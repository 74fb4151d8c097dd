using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint host</c>: one host with the coordinator: see it, let it in, shut it out.</summary>
internal static class FleetHostCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var command = new Command("host", "One host, as the coordinator knows it: see it, let it in, shut it out.");
        var coordinator = CoordinatorOptions.AddTo(command);
        command.Subcommands.Add(Show(shell, coordinator));
        command.Subcommands.Add(Add(shell, coordinator));
        command.Subcommands.Add(Revoke(shell, coordinator));
        return command.WithExamples(
            ("mint host show web-01", "how it is, and what is not as desired"),
            ("mint host add web-03", "what to type on the new host"),
            ("mint host revoke web-03 --reason \"the disk was stolen\"", "its certificates are worth nothing from then on"));
    }

    private static Argument<string> Name() => new("NAME") { Description = "The host's name in the config repo." };

    private static Command Show(Shell shell, CoordinatorOptions coordinator)
    {
        var name = Name();
        var command = new Command("show", "One host: its state and why, its commit, each resource that is not as desired, its link.") { name };
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            var detail = await new FleetClient(connection).HostAsync(parse.GetRequiredValue(name), ct);
            shell.PrintAnswer(parse, detail, (screen, d) => new HostPage(screen, shell.Clock).Print(d), ReportsJson.Document.HostDetail);
            return ExitCodes.Ok;
        });
        return command.WithExamples(("mint host show web-01", "the whole of it"), ("mint host show web-01 --json | jq .concerns", "for a script"));
    }

    private static Command Add(Shell shell, CoordinatorOptions coordinator)
    {
        var name = Name();
        var expires = FleetOptions.Expires("24h unless told otherwise, 7d at most");
        var command = new Command("add", "Make a token that enrols this host once, and print what to type there. Needs the role admin.") { name, expires };
        command.SetAction(async (parse, ct) =>
        {
            var span = FleetOptions.Span(parse.GetValue(expires));
            using var connection = coordinator.Connect(shell, parse);
            var added = await new FleetAdminClient(connection).AddHostAsync(parse.GetRequiredValue(name), span, ct);
            shell.PrintAnswer(parse, added, (screen, a) => PrintAdded(screen, shell, a), ReportsJson.Document.AddedHostReport);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint host add web-03", "a token for 24 hours; an earlier one that nobody used ends"),
            ("mint host add web-03 --expires 1h --json | jq -r .token", "the token alone, for a script"));
    }

    private static void PrintAdded(Screen screen, Shell shell, AddedHostReport added)
    {
        var until = added.ExpiresAt is { } end ? $", until {new RelativeTime(shell.Clock).When(end)}" : "";
        screen.Line($"Type this on {added.Host}; it works once{until}, and is not shown again:").Line();
        screen.Write("    ").Line(added.Command, Tone.Strong);
    }

    private static Command Revoke(Shell shell, CoordinatorOptions coordinator)
    {
        var name = Name();
        var reason = FleetOptions.Reason();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var command = new Command("revoke", "Shut a host out: its link ends at once, its certificates are worth nothing. Asks first. Needs the role admin.")
        {
            name, reason, yes,
        };
        command.SetAction(async (parse, ct) =>
        {
            var (host, why) = (parse.GetRequiredValue(name), FleetOptions.ReasonOf(parse.GetRequiredValue(reason)));
            using var connection = coordinator.Connect(shell, parse);
            if (!parse.GetValue(yes) && !Confirmed(shell, parse, host))
            {
                throw new CommandException($"{host} was not revoked.");
            }

            var client = new FleetClient(connection);
            await client.NearAsync(host, () => new FleetAdminClient(connection).RevokeHostAsync(host, why, ct), ct);
            shell.PrintDone(parse, $"{host} is revoked. It goes on as the config repo says, and is heard no more; to let it in again: mint host add {host}");
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint host revoke web-03 --reason \"the disk was stolen\"", "asks, then shuts it out"),
            ("mint host revoke web-03 --reason \"replaced\" --yes", "in a script"));
    }

    private static bool Confirmed(Shell shell, ParseResult parse, string host)
    {
        if (!shell.Terminal.InputIsTerminal || shell.WantsJson(parse))
        {
            throw new CommandException($"Nobody is here to confirm that {host} shall be revoked.", "Add --yes to do it without the question.", ExitCodes.Usage);
        }

        shell.Screen(parse).Write($"Revoke {host}? Its link ends at once. [y/N] ", Tone.Strong).Flush();
        return shell.Terminal.Input.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
