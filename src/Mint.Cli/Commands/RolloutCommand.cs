using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Cli.Watching;

namespace Mint.Cli.Commands;

/// <summary><c>mint rollout</c>: where is the rollout, and shall it go on?</summary>
internal static class RolloutCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var command = new Command("rollout", "The rollout of the newest commit, ring by ring: see it, hold it, let it go on.");
        var coordinator = CoordinatorOptions.AddTo(command);
        command.Subcommands.Add(Status(shell, coordinator));
        command.Subcommands.Add(Hold(shell, coordinator));
        command.Subcommands.Add(Promote(shell, coordinator));
        return command.WithExamples(
            ("mint rollout status", "where it stands"),
            ("mint rollout hold --reason \"the canary's disk fills\"", "no further ring starts"),
            ("mint rollout promote --reason \"disk was an old log\"", "and on again"));
    }

    private static Command Status(Shell shell, CoordinatorOptions coordinator)
    {
        var watch = FleetOptions.Watch();
        var command = new Command("status", "Where the rollout stands, ring by ring, and why it waits.") { watch };
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            var client = new FleetAdminClient(connection);
            if (parse.GetValue(watch))
            {
                return await new Watcher(shell, connection).RunAsync(parse, Watched(shell, client), ct);
            }

            return Print(shell, parse, await client.RolloutAsync(ct));
        });
        return command.WithExamples(("mint rollout status --watch", "follow it ring by ring"));
    }

    private static Command Hold(Shell shell, CoordinatorOptions coordinator)
    {
        var reason = FleetOptions.Reason();
        var command = new Command("hold", "Let no further ring start until somebody promotes it. Needs the role operator.") { reason };
        command.SetAction(async (parse, ct) =>
        {
            var why = FleetOptions.ReasonOf(parse.GetRequiredValue(reason));
            using var connection = coordinator.Connect(shell, parse);
            return Print(shell, parse, await new FleetAdminClient(connection).HoldAsync(why, ct));
        });
        return command.WithExamples(("mint rollout hold --reason \"the canary's disk fills\"", "rings that have begun go on"));
    }

    private static Command Promote(Shell shell, CoordinatorOptions coordinator)
    {
        var ring = new Argument<string?>("RING") { Description = "Let this ring go on now, without waiting for the earlier ones.", Arity = ArgumentArity.ZeroOrOne };
        var reason = FleetOptions.Reason();
        var command = new Command("promote", "End a hold or a halt; with a ring, let that one go on now. Needs the role operator.") { ring, reason };
        command.SetAction(async (parse, ct) =>
        {
            var why = FleetOptions.ReasonOf(parse.GetRequiredValue(reason));
            using var connection = coordinator.Connect(shell, parse);
            return Print(shell, parse, await new FleetAdminClient(connection).PromoteAsync(parse.GetValue(ring), why, ct));
        });
        return command.WithExamples(
            ("mint rollout promote --reason \"disk was an old log\"", "the next ring"),
            ("mint rollout promote all --reason \"security fix\"", "the ring named all, at once"));
    }

    private static int Print(Shell shell, ParseResult parse, RolloutReport rollout)
    {
        shell.PrintAnswer(parse, rollout, Page(shell), ReportsJson.Document.RolloutReport);
        return ExitCodes.Ok;
    }

    private static Action<Screen, RolloutReport> Page(Shell shell) => (screen, rollout) => new RolloutPage(screen, shell.Clock).Print(rollout);

    private static Watched<RolloutReport, RolloutReport> Watched(Shell shell, FleetAdminClient client) => new()
    {
        Ask = (_, ct) => client.RolloutAsync(ct),
        Wakes = FleetNews.Commit | FleetNews.Host | FleetNews.Event,
        Page = Page(shell),
        Items = rollout => [rollout],
        Key = _ => "rollout",
        Told = rollout => string.Join(
            '\n',
            [rollout.State, rollout.Reason ?? "", rollout.Commit?.Id ?? "", .. rollout.Rings.Select(r => $"{r.Name} {r.State} {r.Reason} {StateCounts.Text(r.Hosts)}")]),
        Line = (screen, rollout) => new RolloutPage(screen, shell.Clock).PrintNews(rollout),
        Json = ReportsJson.Line.RolloutReport,
    };
}
