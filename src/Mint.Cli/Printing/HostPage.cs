using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints one host as the coordinator knows it: the state in one line, then what does not go without saying.</summary>
internal sealed class HostPage(Screen screen, TimeProvider clock)
{
    private const int LabelWidth = 12;
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints it.</summary>
    public void Print(HostDetail detail)
    {
        PrintHeadline(detail);
        PrintPlace(detail.Host);
        if (detail.Summary is { } summary)
        {
            PrintSummary(detail.Host, summary);
        }

        foreach (var concern in detail.Concerns.OrderBy(c => FleetStates.Urgency(c.Condition)))
        {
            PrintConcern(concern);
        }

        PrintLink(detail);
    }

    private void PrintHeadline(HostDetail detail)
    {
        var host = detail.Host;
        screen.Write(host.Name, Tone.Strong).Write("   ").Write($"{FleetStates.Mark(host.State).Text} {host.State.ToUpperInvariant()}", FleetStates.Mark(host.State).Tone);
        screen.Write(host.StateSince is { } since ? $"   since {time.When(since)}" : "", Tone.Dim);
        screen.Line(host.Reason is { } reason ? $"   {reason}" : "");
        if (detail.Summary?.Commit is { } commit)
        {
            Label("commit");
            CommitLine.Print(screen, commit, time);
        }
        else
        {
            Label("commit").Line(host.Commit is { } id ? Wording.Commit(id) : "none yet");
        }
    }

    private void PrintPlace(HostReport host)
    {
        List<string> parts = [];
        Add(parts, "customer", host.Customer);
        Add(parts, "groups", host.Groups.Count == 0 ? null : string.Join(", ", host.Groups));
        Add(parts, "ring", host.Ring);
        if (parts.Count > 0)
        {
            Label("belongs to").Line(string.Join(" · ", parts));
        }
    }

    private static void Add(List<string> parts, string what, string? value)
    {
        if (value is not null)
        {
            parts.Add($"{what} {value}");
        }
    }

    private void PrintSummary(HostReport host, SummaryReport summary)
    {
        Label("resources").Line(
            $"{host.Resources.Ok} ok · {host.Resources.Drifted} drifted · {host.Resources.Failed} failed · {host.Resources.Held} held · {host.Resources.Pending} pending");
        if (summary.Pause is { } pause)
        {
            Label("paused", Tone.Held).Line($"by {pause.Who}{(pause.Until is { } until ? $" until {time.When(until)}" : "")}: {pause.Reason}");
        }

        if (summary.Refused is { } refused)
        {
            Label("refused", Tone.Bad).Line($"{Wording.Commit(refused.Id)}  {refused.Reason}");
        }

        if (summary.Waiting is { } waiting)
        {
            Label("waiting", Tone.Info).Line($"{Wording.Commit(waiting.Id)}  {waiting.Reason}");
        }

        foreach (var warning in summary.Warnings)
        {
            Label("warning", Tone.Warn).Line(warning);
        }
    }

    private void PrintConcern(ConcernReport concern)
    {
        Label(concern.Condition, FleetStates.Mark(concern.Condition).Tone).Write(Wording.Resource(concern.Resource), Tone.Strong);
        screen.Line(concern.Origin is { } origin ? $"   {Wording.Place(origin)}" : "", Tone.Dim);
        if (concern.Message.Length > 0 || concern.Until is not null)
        {
            Label("").Line(concern.Message + (concern.Until is { } until ? $" (until {time.When(until)})" : ""));
        }
    }

    private void PrintLink(HostDetail detail)
    {
        var host = detail.Host;
        List<string> parts = [host.Connected ? "connected" : host.LastSeenAt is { } seen ? $"last seen {time.Ago(seen)}" : "never seen"];
        Add(parts, "enrolled", detail.EnrolledAt is { } enrolled ? time.When(enrolled) : null);
        Add(parts, "certificate until", detail.CertificateExpiresAt is { } expires ? time.When(expires) : null);
        Add(parts, "outbox", detail.EnrolledAt is null ? null : $"{detail.Outbox}");
        Label("link").Line(string.Join(" · ", parts), Tone.Dim);
        if (detail.Summary is { } summary)
        {
            List<string> agent = [host.AgentVersion ?? "?", $"{summary.ResidentMib} MiB"];
            Add(agent, "started", summary.StartedAt is { } started ? time.Ago(started) : null);
            Add(agent, "on", summary.Release);
            Label("agent").Line(string.Join(" · ", agent), Tone.Dim);
        }
    }

    private Screen Label(string label, Tone tone = Tone.Dim) => screen.Write(label.PadRight(LabelWidth), tone);
}
