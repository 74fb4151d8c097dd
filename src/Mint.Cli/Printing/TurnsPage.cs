using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints whose turn it is, and who waits.</summary>
internal sealed class TurnsPage(Screen screen, TimeProvider clock)
{
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints the list.</summary>
    public void Print(TurnList list)
    {
        if (list.Turns.Count == 0)
        {
            screen.Line("No host has or waits for a turn.");
            return;
        }

        screen.Print([.. list.Turns.Select(Row)]);
        if (list.Turns.Any(t => t.State == "overdue"))
        {
            screen.Line("Others wait for what is overdue, until that host is well again. To go on without it: mint turn end HOST --reason TEXT", Tone.Dim);
        }

        if (list.More)
        {
            screen.Line($"… there are more: --limit {list.Turns.Count * 2}", Tone.Dim);
        }
    }

    private Cell[] Row(TurnReport turn) =>
    [
        FleetStates.Word(turn.State),
        new Cell(turn.Host, Tone.Strong),
        new Cell(When(turn)),
        new Cell(turn.Purpose ?? ""),
        new Cell(turn.State == "waiting" ? turn.Reason ?? "" : ""),
    ];

    private string When(TurnReport turn) => turn.Until switch
    {
        null => turn.Since is { } since ? $"since {time.When(since)}" : "",
        { } end when end < clock.GetUtcNow() => $"ended {time.Ago(end)}",
        { } end => $"until {time.When(end)}",
    };
}
