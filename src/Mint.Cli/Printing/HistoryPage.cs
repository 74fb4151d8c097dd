using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what happened, newest first, each with its diff.</summary>
internal sealed class HistoryPage(Screen screen, TimeProvider clock)
{
    private const string Indent = "              ";
    private const int WidestHost = 24;
    private readonly RelativeTime time = new(clock);
    private string day = "today";

    /// <summary>Prints the events; a heading parts the days.</summary>
    public void Print(IReadOnlyList<EventReport> events)
    {
        foreach (var happened in events)
        {
            Print(happened, "");
        }
    }

    /// <summary>Prints events of several hosts, each with its host's name.</summary>
    public void Print(IReadOnlyList<HostEventReport> events)
    {
        var width = events.Select(e => Host(e).Length).Where(l => l <= WidestHost).DefaultIfEmpty().Max();
        foreach (var happened in events)
        {
            Print(happened.Event, Host(happened).PadRight(width) + "   ");
        }
    }

    /// <summary>Prints one event of a host, as it comes.</summary>
    public void Print(HostEventReport happened) => Print(happened.Event, Host(happened) + "   ");

    private static string Host(HostEventReport happened) => happened.Host ?? "coordinator";

    private void Print(EventReport happened, string host)
    {
        if (time.Day(happened.At) is var itsDay && itsDay != day)
        {
            day = itsDay;
            screen.Line(day, Tone.Strong);
        }

        screen.Write(time.Clock(happened.At), Tone.Dim).Write("  ").Write(happened.Kind.PadRight(10), ToneOf(happened)).Write(host, Tone.Info);
        screen.Write(happened.Resource is { } id ? Wording.Resource(id) : happened.Summary, Tone.Strong);
        foreach (var part in Parts(happened))
        {
            screen.Write("   ").Write(part.Text, part.Tone);
        }

        DifferencePrinter.Print(screen.Line(), Shown(happened), Indent);
    }

    private static IEnumerable<Cell> Parts(EventReport happened)
    {
        if (happened.Differences.Count > 0)
        {
            yield return new Cell(DifferencePrinter.Summarize(Shown(happened)));
        }
        else if (happened.Resource is not null && happened.Summary.Length > 0)
        {
            yield return new Cell(happened.Summary);
        }

        if (happened.Origin is { } origin)
        {
            yield return new Cell(Wording.Place(origin), Tone.Dim);
        }

        if (happened.Action is { } action)
        {
            yield return new Cell(happened.Took is { } took ? $"{action} {Wording.Duration(took)}" : action);
        }

        if (happened.LikelyBy is { } who)
        {
            yield return new Cell($"likely {who}");
        }
    }

    // A drift event tells what was done to the host, so it runs from what was wanted to what was found; every other event, as a
    // plan does, runs from what was there to what is wanted.
    private static IReadOnlyList<DifferenceReport> Shown(EventReport happened) => happened.Kind == "drift"
        ? [.. happened.Differences.Select(d => d with { Before = d.After, After = d.Before })]
        : happened.Differences;

    private static Tone ToneOf(EventReport happened) => happened.Kind switch
    {
        "drift" => Tone.Warn,
        "failure" or "security" => Tone.Bad,
        "hold" or "pause" => Tone.Held,
        "commit" or "change" => Tone.Good,
        _ => Tone.Info,
    };
}
