using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what would change on each host, one line per change.</summary>
internal sealed class FleetPlanPage(Screen screen)
{
    /// <summary>Prints all hosts and a summary.</summary>
    public void Print(FleetPlan plan)
    {
        screen.Print([.. plan.Hosts.SelectMany(Rows)]);
        PrintSummary(plan);
    }

    private static IEnumerable<Cell[]> Rows(PlanReport host)
    {
        if (host.Problems.Count > 0)
        {
            yield return [new Cell(host.Host, Tone.Strong), new Cell("does not load", Tone.Bad), new Cell(Wording.Count(host.Problems.Count, "problem"))];
            yield break;
        }

        var count = host.Changes.Count == 0 ? new Cell("no change", Tone.Dim) : new Cell(Wording.Count(host.Changes.Count, "change"));
        Cell[] head = [new Cell(host.Host, Tone.Strong), count];
        if (host.Notes.Count > 0 || host.Changes.Count == 0)
        {
            yield return [.. head, new Cell(string.Join(", ", host.Notes), Tone.Dim)];
            head = [default, default];
        }

        foreach (var change in host.Changes)
        {
            yield return [.. head, .. Row(change)];
            head = [default, default];
        }
    }

    private static Cell[] Row(PlannedChange change)
    {
        var mark = ChangeMark.Of(change.Action);
        var what = string.Join("  ", new[] { What(change), change.TouchesWayIn ? "(touches the way in → commit-confirm)" : "" }.Where(part => part.Length > 0));
        return [new Cell($"{mark.Text} {Wording.Resource(change.Resource)}", mark.Tone), new Cell(what), new Cell(Where(change), Tone.Dim)];
    }

    private static string What(PlannedChange change) => change switch
    {
        { Hold: { } hold } => $"held: {hold.Reason}",
        { HoldsData: true } => "takes data away",
        { Action: "refresh", Disturbs: true } => "restarted once",
        { Action: "refresh" } => "reloaded once",
        { Action: "update" } => DifferencePrinter.Summarize(change.Differences),
        _ => "",
    };

    private static string Where(PlannedChange change) => change.Action == "delete" ? $"removed from {Wording.Place(change.Origin)}" : Wording.Place(change.Origin);

    private void PrintSummary(FleetPlan plan)
    {
        var changing = plan.Hosts.Count(h => h.Changes.Count > 0);
        var data = plan.Hosts.SelectMany(h => h.Changes).Count(c => c.HoldsData);
        var parts = new List<string>
        {
            $"{changing} of {Wording.Count(plan.Hosts.Count, "host")} {(changing == 1 ? "changes" : "change")}",
            Wording.Count(plan.Hosts.Sum(h => h.Changes.Count), "change"),
            $"{Wording.Count(data, "delete")} of data",
        };
        if (plan.Hosts.Count(h => h.Problems.Count > 0) is var broken and > 0)
        {
            parts.Add($"{broken} {(broken == 1 ? "does" : "do")} not load");
        }

        if (plan.Hosts.SelectMany(h => h.Changes).Count(c => c.TouchesWayIn) is var confirmed and > 0)
        {
            parts.Add($"{confirmed} {(confirmed == 1 ? "needs" : "need")} commit-confirm");
        }

        var over = plan.Hosts.Where(h => h.Limits.Exceeded).ToList();
        parts.Add(over.Count == 0 ? "within limits" : string.Join(" · ", over.Select(h => $"{h.Host} {PlanPage.LimitText(h.Limits)}")));
        screen.Line(string.Join(" · ", parts));
        new ProblemPage(screen).PrintList([.. plan.Hosts.SelectMany(h => h.Problems).Distinct()]);
    }
}
