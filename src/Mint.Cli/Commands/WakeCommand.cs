using System.CommandLine;
using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint wake</c>: let hosts ask Git now.</summary>
internal static class WakeCommand
{
    private const int MaxNamed = 20;

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var filter = FleetOptions.Filter("state:behind, group:web, customer:acme, ring:canary; all:yes for every host", required: true);
        var command = new Command("wake", "Let hosts ask Git now, rather than at their own next time. Needs the role operator.") { filter };
        var coordinator = CoordinatorOptions.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            using var connection = coordinator.Connect(shell, parse);
            var report = await new FleetAdminClient(connection).WakeAsync(FleetOptions.FilterOf(parse.GetValue(filter)), ct);
            shell.PrintAnswer(parse, report, Print, ReportsJson.Document.WakeReport);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint wake web-01", "one host"),
            ("mint wake group:web state:behind", "those of the group web that are behind"),
            ("mint wake all:yes", "every host"));
    }

    private static void Print(Screen screen, WakeReport report)
    {
        if (report.Woken.Count + report.Unreachable.Count == 0)
        {
            screen.Line("No host matches.");
        }

        if (report.Woken.Count > 0)
        {
            screen.Write("✓ ", Tone.Good).Line($"{Wording.Count(report.Woken.Count, "host")} woken: {Names(report.Woken)}");
        }

        if (report.Unreachable.Count > 0)
        {
            screen.Write("○ ", Tone.Dim).Line(
                $"{Wording.Count(report.Unreachable.Count, "host")} not connected: {Names(report.Unreachable)}. They ask Git at their own time.");
        }
    }

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MaxNamed)) + (names.Count > MaxNamed ? $" and {names.Count - MaxNamed} more" : "");
}
