using System.CommandLine;
using Mint.Cli.Control;
using Mint.Cli.Output;
using Mint.Cli.Printing;
using Mint.Cli.Reports;

namespace Mint.Cli.Commands;

/// <summary><c>mint resume</c>: see what would change, then enforce again.</summary>
internal static class ResumeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var socket = HostCommand.SocketOption();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask: resume after the plan was shown." };
        var command = new Command("resume", "End a pause: shows what would change, asks, then enforces again.") { yes, socket };
        command.SetAction(async (parse, ct) =>
        {
            using var agent = await ControlClient.ConnectAsync(parse.GetRequiredValue(socket), ct);
            var forecast = await agent.ResumeAsync(HostCommand.Who(), confirm: false, ct);
            if (!shell.WantsJson(parse))
            {
                Show(shell.Screen(parse), forecast.Plan);
            }

            if (!parse.GetValue(yes) && !Asked(shell, parse))
            {
                return Left(shell, parse, forecast);
            }

            var resumed = await agent.ResumeAsync(HostCommand.Who(), confirm: true, ct);
            return Done(shell, parse, resumed);
        });
        return command.WithExamples(
            ("sudo mint resume", "look at the plan, then answer y"),
            ("sudo mint resume --yes", "without the question"));
    }

    private static void Show(Screen screen, IReadOnlyList<OutcomeReport> plan)
    {
        screen.Line(plan.Count == 0 ? "Nothing would change." : $"{Wording.Count(plan.Count, "change")} would follow:");
        foreach (var change in plan)
        {
            var mark = ChangeMark.Of(change.Outcome);
            screen.Write("  ").Write(mark.Text, mark.Tone).Write($" {Wording.Resource(change.Resource)}");
            screen.Write(change.Message is { } message ? $"   {message}" : "").Line($"   {Wording.Place(change.Origin)}".TrimEnd(), Tone.Dim);
            DifferencePrinter.Print(screen, change.Differences, "      ");
        }

        screen.Flush();
    }

    private static bool Asked(Shell shell, ParseResult parse)
    {
        if (!shell.Terminal.InputIsTerminal || shell.WantsJson(parse))
        {
            return false;
        }

        shell.Screen(parse).Write("Enforce again? [y/N] ", Tone.Strong).Flush();
        return shell.Terminal.Input.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static int Left(Shell shell, ParseResult parse, ResumeReport forecast)
    {
        if (shell.WantsJson(parse))
        {
            shell.PrintJson(forecast, ReportsJson.Document.ResumeReport);
        }
        else
        {
            shell.Screen(parse).Line("Still paused. To resume: mint resume --yes");
        }

        return ExitCodes.Error;
    }

    private static int Done(Shell shell, ParseResult parse, ResumeReport resumed)
    {
        if (shell.WantsJson(parse))
        {
            shell.PrintJson(resumed, ReportsJson.Document.ResumeReport);
        }
        else if (resumed.Resumed)
        {
            shell.Screen(parse).Write("✓ ", Tone.Good).Line("Enforcing again. Watch it: mint apply");
        }

        return resumed.Resumed ? ExitCodes.Ok : ExitCodes.Error;
    }
}
