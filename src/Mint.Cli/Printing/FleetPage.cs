using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints the whole fleet: the sentence first, then the numbers that it is made of.</summary>
internal sealed class FleetPage(Screen screen, TimeProvider clock)
{
    private const int LabelWidth = 11;
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints it.</summary>
    public void Print(FleetReport fleet)
    {
        PrintSentence(fleet);
        screen.Line();
        if (fleet.Hosts > 0)
        {
            Label("hosts").Line(StateCounts.Cells(fleet.States));
        }

        if (fleet.Head is { } head)
        {
            Label("commit");
            CommitLine.Print(screen, head, time);
            Label("").Line($"on {fleet.HostsAtHead} of {Wording.Count(fleet.Hosts, "host")}");
        }

        Label("drift").Line(
            fleet.DriftLastDay == 0 ? "none in the last 24 hours" : $"{fleet.DriftLastDay} in the last 24 hours: mint drift --since 24h",
            fleet.DriftLastDay == 0 ? Tone.Plain : Tone.Warn);
        PrintGit(fleet);
        Label("link").Line($"{fleet.Connected} of {Wording.Count(fleet.Hosts, "host")} connected · coordinator {fleet.CoordinatorVersion}", Tone.Dim);
    }

    /// <summary>Prints the sentence alone, with the time.</summary>
    public void PrintNews(FleetReport fleet)
    {
        screen.Write(time.Clock(clock.GetUtcNow()), Tone.Dim).Write("  ");
        PrintSentence(fleet);
    }

    private void PrintSentence(FleetReport fleet)
    {
        screen.Write(fleet.NeedsPerson ? "✖ " : "● ", fleet.NeedsPerson ? Tone.Bad : Tone.Good);
        screen.Line(fleet.Sentence, Tone.Strong);
    }

    private void PrintGit(FleetReport fleet)
    {
        var last = fleet.SyncedAt is { } at ? time.Ago(at) : "never";
        if (fleet.SyncError is { } error)
        {
            Label("git", Tone.Bad).Line($"can't be followed: {error} (last reached: {last})", Tone.Bad);
        }
        else
        {
            Label("git").Line($"reached {last}");
        }
    }

    private Screen Label(string label, Tone tone = Tone.Dim) => screen.Write(label.PadRight(LabelWidth), tone);
}
