using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints hosts, a line each. A column that nobody fills is left out; on a narrow terminal, so is what can be spared.</summary>
internal sealed class HostsPage(Screen screen, TimeProvider clock)
{
    private const int Narrow = 110;
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints the list.</summary>
    public void Print(HostList list)
    {
        if (list.Hosts.Count == 0)
        {
            screen.Line("No host matches.");
            return;
        }

        var columns = Columns(list.Hosts);
        screen.Print(
        [
            [.. columns.Select(c => new Cell(c.Head, Tone.Dim))],
            .. list.Hosts.Select(h => columns.Select(c => c.Cell(h)).ToArray()),
        ]);
        if (list.More)
        {
            screen.Line($"… {list.Hosts.Count} of {list.Total} shown: --limit {list.Total}, or a filter", Tone.Dim);
        }
    }

    /// <summary>Prints one host as it is now, with the time.</summary>
    public void PrintNews(HostReport host)
    {
        screen.Write(time.Clock(clock.GetUtcNow()), Tone.Dim).Write("  ");
        screen.Write(FleetStates.Word(host.State).Text, FleetStates.Mark(host.State).Tone).Write("   ").Write(host.Name, Tone.Strong);
        screen.Write($"   {Commit(host)}   {Resources(host.Resources)}   {Link(host)}");
        screen.Line(host.Reason is { } reason ? $"   {reason}" : "");
    }

    private List<Column> Columns(IReadOnlyList<HostReport> hosts)
    {
        var wide = screen.Width >= Narrow;
        var columns = new List<Column>
        {
            new("STATE", h => FleetStates.Word(h.State)),
            new("HOST", h => new Cell(h.Name, Tone.Strong)),
            new("COMMIT", h => new Cell(Commit(h))),
        };
        if (wide)
        {
            columns.Add(new("RESOURCES", h => new Cell(Resources(h.Resources))));
            columns.Add(new("SEEN", h => new Cell(Seen(h), Tone.Dim)));
            columns.Add(new("RING", h => new Cell(h.Ring ?? "")));
            columns.Add(new("CUSTOMER", h => new Cell(h.Customer ?? "")));
        }

        columns.Add(new("WHY", h => new Cell(wide ? h.Reason ?? "" : h.Reason ?? Resources(h.Resources))));
        return [.. columns.Where(c => hosts.Any(h => c.Cell(h).Text.Length > 0))];
    }

    private static string Commit(HostReport host) => host.Commit is { } id ? Wording.Commit(id) : "–";

    private string Seen(HostReport host) => host.Connected ? "connected" : host.LastSeenAt is { } at ? time.Ago(at) : "never";

    private string Link(HostReport host) => host.Connected ? "connected" : host.LastSeenAt is { } at ? $"last seen {time.Ago(at)}" : "never seen";

    private static string Resources(ResourceCounts counts)
    {
        (long Count, string Word)[] parts =
        [
            (counts.Ok, "ok"), (counts.Drifted, "drifted"), (counts.Failed, "failed"), (counts.Held, "held"), (counts.Pending, "pending"),
        ];
        return string.Join(" · ", parts.Where(p => p.Count > 0).Select(p => $"{p.Count} {p.Word}"));
    }

    private sealed record Column(string Head, Func<HostReport, Cell> Cell);
}
