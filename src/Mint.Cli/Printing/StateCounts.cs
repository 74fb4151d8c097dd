using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>How many hosts are in which state, the same wherever it is printed.</summary>
internal static class StateCounts
{
    private const int BarWidth = 10;

    /// <summary>Mark, count and word of each state that there is: <c>● 38 converged · ⏸ 2 held</c>.</summary>
    public static IEnumerable<Cell> Cells(IEnumerable<StateCountReport> counts)
    {
        var between = "";
        foreach (var count in InOrder(counts))
        {
            yield return new Cell(between);
            yield return FleetStates.Mark(count.State) with { Text = One(count) };
            between = " · ";
        }
    }

    /// <summary>The same as one text.</summary>
    public static string Text(IEnumerable<StateCountReport> counts) => string.Join(" · ", InOrder(counts).Select(One));

    /// <summary>How much is done, as a bar: <c>████████░░ 38/41</c>; a dash where there is nothing to do.</summary>
    public static Cell Bar(IReadOnlyList<StateCountReport> counts)
    {
        var (all, done) = (counts.Sum(c => c.Hosts), counts.Where(c => c.State == "applied").Sum(c => c.Hosts));
        if (all == 0)
        {
            return new Cell("–", Tone.Dim);
        }

        var filled = (int)(done * BarWidth / all);
        return new Cell($"{new string('█', filled)}{new string('░', BarWidth - filled)} {done}/{all}", Worst(counts));
    }

    private static Tone Worst(IReadOnlyList<StateCountReport> counts) =>
        counts.Any(c => c is { State: "failed", Hosts: > 0 }) ? Tone.Bad : counts.All(c => c.State == "applied" || c.Hosts == 0) ? Tone.Good : Tone.Info;

    private static string One(StateCountReport count) => $"{FleetStates.Mark(count.State).Text} {count.Hosts} {count.State}";

    // What is well first, as a person counts; then what is not, the worst last where the eye ends.
    private static IEnumerable<StateCountReport> InOrder(IEnumerable<StateCountReport> counts) =>
        counts.Where(c => c.Hosts > 0).OrderByDescending(c => FleetStates.Urgency(c.State)).ThenBy(c => c.State, StringComparer.Ordinal);
}
