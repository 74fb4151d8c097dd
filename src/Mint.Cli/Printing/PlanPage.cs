using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what would change on one host, with the differences.</summary>
/// <param name="screen">Where to.</param>
/// <param name="clock">For relative times.</param>
/// <param name="brief">One line for each change, without differences.</param>
internal sealed class PlanPage(Screen screen, TimeProvider clock, bool brief)
{
    private const int NameWidth = 36;
    private const string Indent = "      ";
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints it.</summary>
    public void Print(PlanReport plan)
    {
        PrintHeadline(plan);
        foreach (var note in plan.Notes)
        {
            screen.Write("  ! ", Tone.Warn).Line(note);
        }

        foreach (var change in plan.Changes)
        {
            Print(change);
        }

        foreach (var unreadable in plan.Unreadable)
        {
            screen.Write("  ? ", Tone.Warn).Write(Wording.Resource(unreadable.Resource).PadRight(NameWidth)).Write($"  {unreadable.Message}");
            screen.Line($"   {Wording.Place(unreadable.Origin)}".TrimEnd(), Tone.Dim);
        }

        PrintSummary(plan);
    }

    private void PrintHeadline(PlanReport plan)
    {
        screen.Write(plan.Host, Tone.Strong);
        if (plan.From is { } from)
        {
            screen.Write($"  {Wording.Commit(from.Id)} →");
        }

        screen.Line(plan.To is { } to ? $"  {Wording.Commit(to.Id)}  \"{to.Subject}\"" : "  working tree");
    }

    private void Print(PlannedChange change)
    {
        var mark = ChangeMark.Of(change.Action);
        screen.Write("  ").Write($"{mark.Text} ", mark.Tone).Write(Wording.Resource(change.Resource).PadRight(NameWidth));
        foreach (var part in Parts(change))
        {
            screen.Write("  ").Write(part.Text, part.Tone);
        }

        screen.Line();
        if (change.Hold is { } hold)
        {
            var until = hold.Until is { } end ? $" (until {time.When(end)})" : "";
            screen.Write(Indent).Write("⏸ ", Tone.Held).Line($"{hold.Reason}{until}");
        }

        if (brief)
        {
            return;
        }

        if (change.Action == "create")
        {
            DifferencePrinter.PrintTexts(screen, change.Differences, Indent);
        }
        else
        {
            DifferencePrinter.Print(screen, change.Differences, Indent);
        }
    }

    private static IEnumerable<Cell> Parts(PlannedChange change)
    {
        if (Why(change) is { } why)
        {
            yield return why;
        }

        if (change.Action is "create" or "update" && change.Differences.Count > 0)
        {
            yield return new Cell(change.Action == "create" ? DifferencePrinter.Describe(change.Differences) : DifferencePrinter.Summarize(change.Differences));
        }

        if (change.TouchesWayIn)
        {
            yield return new Cell("touches the way in → commit-confirm", Tone.Held);
        }

        if (change.Origin is { } origin)
        {
            yield return new Cell(change.Action is "delete" or "disown" ? $"was {Wording.Place(origin)}" : Wording.Place(origin), Tone.Dim);
        }
    }

    private static Cell? Why(PlannedChange change) => change switch
    {
        { HoldsData: true } => new Cell("takes data away", Tone.Bad),
        { Action: "delete" } => new Cell("no longer in the config repo"),
        { Action: "disown" } => new Cell("no longer in the config repo: stays as it is, no longer managed"),
        { Action: "refresh", Disturbs: true } => new Cell("restarted once"),
        { Action: "refresh" } => new Cell("reloaded once"),
        { Reason: "drift" } => new Cell("drift", Tone.Warn),
        { Adopts: true } => new Cell("takes over what is there", Tone.Warn),
        _ => null,
    };

    private void PrintSummary(PlanReport plan)
    {
        if (plan.Changes.Count == 0)
        {
            screen.Line($"Nothing to do: {Wording.Count(plan.Examined - plan.Unreadable.Count, "resource")} as desired{Unread(plan)}.", Tone.Good);
            return;
        }

        var parts = new List<string> { Wording.Count(plan.Changes.Count, "change") };
        foreach (var (action, word) in new[] { ("create", "create"), ("update", "update"), ("delete", "delete"), ("disown", "let go"), ("refresh", "reload") })
        {
            if (plan.Changes.Count(c => c.Action == action) is var count and > 0)
            {
                parts.Add($"{count} {word}");
            }
        }

        if (plan.Changes.Count(c => c.Hold is not null) is var held and > 0)
        {
            parts.Add($"{held} held");
        }

        if (plan.Changes.Count(c => c is { TouchesWayIn: true, Hold: null }) is var confirmed and > 0)
        {
            parts.Add($"{confirmed} {(confirmed == 1 ? "needs" : "need")} commit-confirm");
        }

        if (LimitText(plan.Limits) is { } limit)
        {
            parts.Add(limit);
        }

        screen.Line(string.Join(" · ", parts) + Unread(plan));
    }

    /// <summary>What a person must write to release it; null within the limits.</summary>
    internal static string? LimitText(LimitsReport limits) => limits switch
    {
        { Deletes: var deletes, DeleteLimit: var limit } when deletes > limit => $"over the limit of {limit} deletes: held until a commit says Mint-Allow: delete={deletes}",
        { Restarts: var restarts, RestartLimit: var limit } when restarts > limit => $"over the limit of {limit} restarts: held until a commit says Mint-Allow: restart={restarts}",
        _ => null,
    };

    private static string Unread(PlanReport plan) => plan.Unreadable.Count == 0 ? "" : $" · {plan.Unreadable.Count} could not be looked at";
}
