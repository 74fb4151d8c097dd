using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints commits and how far each got.</summary>
internal sealed class CommitsPage(Screen screen, TimeProvider clock)
{
    private const int Narrow = 120;
    private const int LongestSubject = 48;
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints the list.</summary>
    public void Print(CommitList list)
    {
        if (list.Commits.Count == 0)
        {
            screen.Line("No commit yet: the coordinator has not reached the config repo, or none touches a host that you may see.");
            return;
        }

        screen.Print([.. list.Commits.Select(Row)]);
        if (list.More)
        {
            screen.Line($"… there are older ones: --limit {list.Commits.Count * 2}", Tone.Dim);
        }
    }

    /// <summary>Prints one commit as it is now, with the time.</summary>
    public void PrintNews(CommitProgressReport progress)
    {
        screen.Write(time.Clock(clock.GetUtcNow()), Tone.Dim).Write("  ").Write(Wording.Commit(progress.Commit.Id), Tone.Strong);
        screen.Write($"  \"{progress.Commit.Subject}\"   ");
        var bar = StateCounts.Bar(progress.Hosts);
        screen.Write(bar.Text, bar.Tone).Write("   ").Write(How(progress).Text, How(progress).Tone).Line();
    }

    /// <summary>Prints how one host stands to a commit now, with the time.</summary>
    public void PrintNews(CommitHostReport host)
    {
        screen.Write(time.Clock(clock.GetUtcNow()), Tone.Dim).Write("  ");
        var word = FleetStates.Word(host.State);
        screen.Write(word.Text, word.Tone).Write("   ").Write(host.Host, Tone.Strong).Line($"   {Why(host)}".TrimEnd());
    }

    /// <summary>Prints one commit and each of its hosts, those first that a person looks for.</summary>
    public void Print(CommitDetail detail)
    {
        CommitLine.Print(screen, detail.Progress.Commit, time);
        if (detail.Progress.SeenAt is { } seen)
        {
            screen.Write($"seen {time.Ago(seen)} · ", Tone.Dim);
        }

        var how = How(detail.Progress);
        screen.Line(how.Text, how.Tone);
        screen.Print([.. detail.Hosts.OrderBy(h => FleetStates.Urgency(h.State)).ThenBy(h => h.Host, StringComparer.Ordinal).Select(Row)]);
    }

    private Cell[] Row(CommitProgressReport progress)
    {
        var subject = progress.Commit.Subject is { Length: > LongestSubject } text ? text[..(LongestSubject - 1)] + "…" : progress.Commit.Subject;
        var who = new Cell($"{progress.Commit.Author}, {(progress.SeenAt is { } seen ? time.Ago(seen) : "?")}", Tone.Dim);
        Cell[] head = [new Cell(Wording.Commit(progress.Commit.Id), Tone.Strong), StateCounts.Bar(progress.Hosts)];
        return screen.Width < Narrow
            ? [.. head, new Cell($"\"{subject}\" {who.Text} {How(progress).Text}")]
            : [.. head, new Cell($"\"{subject}\""), who, How(progress)];
    }

    private static Cell How(CommitProgressReport progress) => progress switch
    {
        { RefusedReason: { } reason } => new Cell($"✖ refused: {reason}", Tone.Bad),
        { ConvergedIn: { } span } => new Cell($"● everywhere in {Wording.Duration(span)}", Tone.Good),
        { Hosts.Count: 0 } => new Cell("no host needs it", Tone.Dim),
        _ => new Cell(StateCounts.Text(progress.Hosts), StateCounts.Bar(progress.Hosts).Tone),
    };

    private Cell[] Row(CommitHostReport host) =>
    [
        FleetStates.Word(host.State),
        new Cell(host.Host, Tone.Strong),
        new Cell(host.Ring ?? "", Tone.Dim),
        new Cell(Why(host)),
    ];

    private string Why(CommitHostReport host)
    {
        var until = host.Until is { } end ? $"until {time.When(end)}" : null;
        var applied = host.AppliedAt is { } at ? time.Ago(at) : null;
        return string.Join(" · ", new[] { host.Reason, until, applied }.OfType<string>());
    }
}
