using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what happened, newest first, each with its diff.</summary>
internal sealed class HistoryPage(Screen screen, TimeProvider clock)
{
    private const string Indent = "              ";
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints the events; a heading parts the days.</summary>
    public void Print(IReadOnlyList<EventReport> events)
    {
        var day = "today";
        foreach (var happened in events)
        {
            if (time.Day(happened.At) is var itsDay && itsDay != day)
            {
                day = itsDay;
                screen.Line(day, Tone.Strong);
            }

            Print(happened);
        }
    }

    private void Print(EventReport happened)
    {
        screen.Write(time.Clock(happened.At), Tone.Dim).Write("  ").Write(happened.Kind.PadRight(10), ToneOf(happened));
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
