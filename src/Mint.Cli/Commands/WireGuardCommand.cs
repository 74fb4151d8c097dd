using System.CommandLine;
using Mint.Cli.Control;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint wireguard</c>: how do this host's networks stand?</summary>
internal static class WireGuardCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var command = new Command("wireguard", "How this host's WireGuard networks stand: the other members, how long ago keys were agreed, what went over.") { socket };
        command.SetAction(async (parse, ct) =>
        {
            using var agent = await ControlClient.ConnectAsync(parse.GetRequiredValue(socket), ct);
            var report = await agent.WireGuardAsync(ct);
            shell.PrintAnswer(parse, report, (screen, networks) => new MeshPage(screen, shell.Clock).Print(networks), ReportsJson.Document.WireGuardReport);
            return ExitCodes.Ok;
        });
        command.Subcommands.Add(Rotate(shell));
        return command.WithExamples(("mint wireguard", "all of them"), ("sudo mint wireguard rotate mint0", "a new key, without an interruption"));
    }

    private static Command Rotate(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var network = new Argument<string?>("NETWORK") { Description = "The network; not needed where there is one only.", Arity = ArgumentArity.ZeroOrOne };
        var delay = new Option<string?>("--in") { Description = "How long the others have to hear of it, 5s to 1h; default 30s.", HelpName = "duration" };
        var command = new Command("rotate", "Make a new key, tell the other members of it through the coordinator, and use it when all do.") { network, delay, socket };
        command.SetAction(async (parse, ct) =>
        {
            var wait = Delay(shell, parse.GetValue(delay));
            using var agent = await ControlClient.ConnectAsync(parse.GetRequiredValue(socket), ct);
            var rotation = await agent.RotateAsync(parse.GetValue(network) ?? "", wait, HostCommand.Who(), ct);
            if (shell.WantsJson(parse))
            {
                shell.PrintJson(rotation, ReportsJson.Document.RotationReport);
                return ExitCodes.Ok;
            }

            var at = rotation.SwitchAt is { } time ? $" at {time.ToLocalTime():HH:mm:ss}" : "";
            shell.Screen(parse).Write("◐ ", Tone.Info).Line(
                $"A new key follows in {rotation.Network}{at}: {rotation.PublicKey}. The others are told now; should the coordinator not confirm that, the change is called off, and mint history says so.");
            return ExitCodes.Ok;
        });
        return command.WithExamples(("sudo mint wireguard rotate mint0 --in 5m", "more time for members that are seldom connected"));
    }

    private static TimeSpan? Delay(Shell shell, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var wait = new TimeText(shell.Clock).Future(text) - shell.Clock.GetUtcNow();
        return wait >= TimeSpan.FromSeconds(5) && wait <= TimeSpan.FromHours(1)
            ? wait
            : throw new CommandException($"'{text}' is no time that the others could have: 5s to 1h.", "mint wireguard rotate mint0 --in 1m", ExitCodes.Usage);
    }
}
