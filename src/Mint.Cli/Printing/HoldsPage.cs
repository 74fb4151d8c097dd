using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what waits, oldest first.</summary>
internal sealed class HoldsPage(Screen screen, TimeProvider clock)
{
    private const int Narrow = 120;
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints the list.</summary>
    public void Print(HoldList list)
    {
        if (list.Holds.Count == 0)
        {
            screen.Line("Nothing waits.");
            return;
        }

        screen.Print([.. list.Holds.Select(Row)]);
        if (list.More)
        {
            screen.Line($"… there are more: --limit {list.Holds.Count * 2}, or a filter", Tone.Dim);
        }
    }

    /// <summary>Prints one that is new, with the time.</summary>
    public void PrintNews(HostHoldReport hold)
    {
        screen.Write(time.Clock(clock.GetUtcNow()), Tone.Dim).Write("  ⏸ ", Tone.Held).Write(hold.Host, Tone.Strong);
        screen.Line($"   {What(hold)}   {Until(hold)}   {Why(hold)}");
    }

    private Cell[] Row(HostHoldReport hold)
    {
        Cell[] head =
        [
            new Cell("⏸ " + (hold.Since is { } since ? $"since {time.When(since)}" : ""), Tone.Held),
            new Cell(Until(hold), hold.Until < clock.GetUtcNow() ? Tone.Bad : Tone.Plain),
            new Cell(hold.Host, Tone.Strong),
        ];
        return screen.Width < Narrow ? [.. head, new Cell($"{What(hold)}: {Why(hold)}")] : [.. head, new Cell(What(hold)), new Cell(Why(hold))];
    }

    private static string What(HostHoldReport hold) => hold.Resource is { } resource ? Wording.Resource(resource) : hold.Who is null ? "the commit" : "the whole host";

    private string Until(HostHoldReport hold) => hold.Until switch
    {
        null => "no end",
        { } end when end < clock.GetUtcNow() => $"ended {time.Ago(end)}",
        { } end => $"until {time.When(end)}",
    };

    private static string Why(HostHoldReport hold)
    {
        var why = hold.Who is { } who ? $"{who}: {hold.Reason}" : hold.Reason;
        return hold.Origin is { } origin ? $"{why}   {Wording.Place(origin)}" : why;
    }
}
