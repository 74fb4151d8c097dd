using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what <c>mint status</c> says: the state in one line, then what does not go without saying.</summary>
internal sealed class StatusPage(Screen screen, TimeProvider clock)
{
    private const int LabelWidth = 10;
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints it.</summary>
    public void Print(HostStatus status)
    {
        PrintHeadline(status);
        PrintResources(status.Resources);
        PrintWarnings(status);
        PrintFailed(status.Failed);
        PrintHeld(status.Held);
        PrintDrift(status);
        PrintLoop(status);
    }

    private void PrintHeadline(HostStatus status)
    {
        screen.Write(status.Host, Tone.Strong).Write("   ").Write(status.State.ToUpperInvariant(), ToneOf(status.State));
        if (status.Commit is { } commit)
        {
            screen.Write($"   {Wording.Commit(commit.Id)}  \"{commit.Subject}\"  ").Write(string.Join(" · ", Provenance(commit)), Tone.Dim);
        }

        screen.Line();
    }

    private IEnumerable<string> Provenance(CommitReport commit)
    {
        yield return commit.AuthoredAt is { } at ? $"{commit.Author}, {time.Ago(at)}" : commit.Author;
        if (commit.AppliedIn is { } took)
        {
            yield return $"applied in {Wording.Duration(took)}";
        }
        else if (commit.AppliedAt is null)
        {
            yield return "not yet applied";
        }

        yield return commit.SignedBy is { } signer ? $"signed by {signer}" : "unsigned";
    }

    private void PrintResources(ResourceCounts counts)
    {
        Label("resources").Write($"{counts.Ok} ok");
        Count(counts.Drifted, "drifted", Tone.Warn);
        Count(counts.Failed, "failed", Tone.Bad);
        Count(counts.Held, "held", Tone.Held);
        if (counts.Pending > 0)
        {
            Count(counts.Pending, "pending", Tone.Info);
        }

        screen.Line();
    }

    private void Count(long count, string word, Tone tone) => screen.Write(" · ").Write($"{count} {word}", count > 0 ? tone : Tone.Plain);

    private void PrintWarnings(HostStatus status)
    {
        if (status.Pause is { } pause)
        {
            Label("paused", Tone.Held).Line(PauseText(pause));
        }

        if (status.Refused is { } refused)
        {
            Label("refused", Tone.Bad).Line($"{Wording.Commit(refused.Id)}  {refused.Reason}");
        }

        if (status.Waiting is { } waiting)
        {
            Label("waiting", Tone.Held).Line($"{Wording.Commit(waiting.Id)}  {waiting.Reason}");
        }

        foreach (var warning in status.Warnings)
        {
            Label("warning", Tone.Warn).Line(warning);
        }
    }

    private string PauseText(PauseReport pause)
    {
        var until = pause.Until is not { } end ? "" : pause.Expired
            ? $"; ended {time.Ago(end)}, waiting for a person to look at the plan: mint resume"
            : $" until {time.When(end)}";
        return $"by {pause.Who}{until}: {pause.Reason}";
    }

    private void PrintFailed(IReadOnlyList<FailureReport> failed)
    {
        foreach (var failure in failed)
        {
            Label("failed", Tone.Bad).Write(Wording.Resource(failure.Resource), Tone.Strong);
            Origin(failure.Origin);
            screen.Line().Write(new string(' ', LabelWidth)).Line($"{failure.Message} · {Sequel(failure)}");
        }
    }

    private string Sequel(FailureReport failure) => failure switch
    {
        { Until: { } until } => $"tried again {time.When(until)}",
        { Kind: "needs-person" } => "not retried until its configuration changes or you run mint apply",
        { Kind: "skipped" } => "tried when what it needs is there",
        _ => "tried again with growing pauses",
    };

    private void PrintHeld(IReadOnlyList<HeldReport> held)
    {
        foreach (var hold in held)
        {
            Label("held", Tone.Held).Write(Wording.Resource(hold.Resource), Tone.Strong).Write($"   {hold.Reason}");
            if (hold.Until is { } until)
            {
                screen.Write($" (until {time.When(until)})");
            }

            Origin(hold.Origin);
            screen.Line();
        }
    }

    private void PrintDrift(HostStatus status)
    {
        if (status.DriftLastWeek == 0 && status.RecentDrift.Count == 0)
        {
            return;
        }

        Label("drift").Write($"{Math.Max(status.DriftLastWeek, status.RecentDrift.Count)} in the last 7 days");
        screen.Line(status.RecentDrift.Count == 0 ? "" : $": {DriftText(status.RecentDrift[0])}");
        foreach (var drift in status.RecentDrift.Skip(1))
        {
            screen.Write(new string(' ', LabelWidth)).Line(DriftText(drift));
        }
    }

    private string DriftText(EventReport drift)
    {
        var what = drift.Resource is { } id ? Wording.Resource(id) : drift.Summary;
        var done = drift.Action is { } action ? $", {action}" : "";
        var took = drift.Took is { } span ? $" in {Wording.Duration(span)}" : "";
        var who = drift.LikelyBy is { } name ? $", likely {name}" : "";
        return $"{what}{done}{took} ({time.Ago(drift.At)}{who})";
    }

    private void PrintLoop(HostStatus status)
    {
        var parts = new List<string>();
        if (status.Loop is { LastTook: { } took, LastAt: { } at })
        {
            parts.Add($"last {Wording.Duration(took)}, {time.Ago(at)}");
        }

        if (status.Loop.NextCheckAt is { } next)
        {
            parts.Add($"next check {time.Clock(next)}");
        }

        parts.Add($"watchers {status.Loop.Watches}");
        if (status.Coordinator is { } link)
        {
            parts.Add($"coordinator {(link.Up ? "up" : $"down{(link.Since is { } since ? $" since {time.When(since)}" : "")}")}");
            parts.Add($"outbox {link.Outbox}");
        }

        parts.Add($"agent {status.Agent.Version}, {Wording.Bytes(status.Agent.ResidentBytes)}");
        Label("loop").Line(string.Join(" · ", parts), Tone.Dim);
    }

    private Screen Label(string label, Tone tone = Tone.Dim) => screen.Write(label.PadRight(LabelWidth), tone);

    private void Origin(string? origin)
    {
        if (origin is not null)
        {
            screen.Write("   ").Write(Wording.Place(origin), Tone.Dim);
        }
    }

    private static Tone ToneOf(string state) => state switch
    {
        "converged" => Tone.Good,
        "drifted" => Tone.Warn,
        "failed" => Tone.Bad,
        "held" or "paused" => Tone.Held,
        _ => Tone.Info,
    };
}
