using System.Globalization;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what somebody's leaving would change, what stands against it, and what to do.</summary>
internal sealed class RemovalPage(Screen screen)
{
    /// <summary>Prints it.</summary>
    public void Print(RemovalReport report)
    {
        // A host that would have a problem still has changes to show; the problem follows below.
        new FleetPlanPage(screen).Print(new FleetPlan([.. report.Hosts.Select(h => h with { Problems = [] })]));
        PrintErrors(report);
        PersonPage.PrintShared(screen, report.SharedKeys, report.Name);
        PeoplePage.PrintUnknown(screen, report.Unknown);
        foreach (var file in report.Unread)
        {
            screen.Write("? ", Tone.Bad).Write(file, Tone.Strong).Line("   can't be read, and may name the person as well; see mint validate");
        }

        PrintMentions(report);
        PrintSteps(report.Steps);
    }

    private void PrintErrors(RemovalReport report)
    {
        foreach (var host in report.ShutOut)
        {
            screen.Write("✗ ", Tone.Bad).Line($"{host}: afterwards nobody would have both a key and sudo, so nobody could administer it", Tone.Bad);
        }

        if (report.LastSigner)
        {
            screen.Write("✗ ", Tone.Bad).Line($"{report.Name} is the only one who may sign commits", Tone.Bad);
        }

        new ProblemPage(screen).PrintList([.. report.Hosts.Where(h => !report.ShutOut.Contains(h.Host)).SelectMany(h => h.Problems).Distinct()]);
    }

    private void PrintMentions(RemovalReport report)
    {
        screen.Line().Line(report.Mentions.Count == 0 ? $"No line names {report.Name}." : $"{report.Name} is named at");
        screen.Print([.. report.Mentions.Select(m => (Cell[])["  " + Wording.Place(m.Origin), new Cell(m.Path, Tone.Dim)])]);
    }

    private void PrintSteps(IReadOnlyList<string> steps)
    {
        screen.Line().Line("What to do");
        screen.Print([.. steps.Select((step, i) => (Cell[])[$"  {(i + 1).ToString(CultureInfo.InvariantCulture)}.", step])]);
    }
}
