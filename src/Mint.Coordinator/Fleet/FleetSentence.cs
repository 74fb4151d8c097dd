using System.Globalization;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Hosts;

namespace Mint.Coordinator.Fleet;

/// <summary>"Is everything all right?", answered in one sentence.</summary>
internal static class FleetSentence
{
    /// <summary>Makes the sentence.</summary>
    /// <param name="fleet">The numbers.</param>
    /// <param name="head">The newest accepted commit's id; empty when there is none yet.</param>
    /// <param name="now">For how long something lasts.</param>
    public static string Of(FleetCounts fleet, string head, DateTimeOffset now)
    {
        if (fleet.Hosts == 0)
        {
            return head.Length == 0 ? "No commit of the config repo was accepted yet." : "The config repo names no hosts yet.";
        }

        var parts = new List<string> { AtHead(fleet, head) };
        Add(parts, fleet, "failed", h => $"{h.Name} failed{Because(h)}", n => $"{n} failed");
        Add(parts, fleet, Standing.Silent, h => $"{h.Name} has been silent for {Span(now, h)}", n => $"{n} silent");
        Add(parts, fleet, Standing.Absent, h => $"{h.Name} never enrolled", n => $"{n} never enrolled");
        Add(parts, fleet, Standing.Unknown, h => $"{h.Name} is not in the config repo", n => $"{n} not in the config repo");
        Add(parts, fleet, Standing.Behind, h => $"{h.Name} stays with an older commit", n => $"{n} behind");
        Add(parts, fleet, "drifted", h => $"{h.Name} drifts", n => $"{n} drifting");
        Add(parts, fleet, "held", h => $"{h.Name} held{Because(h)}", n => $"{n} held");
        Add(parts, fleet, "paused", h => $"{h.Name} {(h.Reason.Length > 0 ? Straight(h.Reason) : "paused")}", n => $"{n} paused");
        Add(parts, fleet, "pending", h => $"{h.Name} is on its way", n => $"{n} on their way");
        Add(parts, fleet, Standing.Starting, h => $"{h.Name} is starting", n => $"{n} starting");
        return string.Join("; ", parts);
    }

    private static string AtHead(FleetCounts fleet, string head)
    {
        var which = head.Length == 0 ? "an accepted commit" : CommitName.Short(head);
        return fleet.AtHead == fleet.Hosts && fleet.Hosts > 1
            ? $"All {fleet.Hosts} hosts run {which}"
            : $"{fleet.AtHead} of {fleet.Hosts} {(fleet.Hosts == 1 ? "host runs" : "hosts run")} {which}";
    }

    private static void Add(List<string> parts, FleetCounts fleet, string state, Func<HostRow, string> one, Func<int, string> many)
    {
        var count = fleet.InState(state);
        if (count is > 0 and <= FleetCounts.Named)
        {
            parts.AddRange(fleet.Some.Where(h => h.State == state).Select(one));
        }
        else if (count > 0)
        {
            parts.Add(many(count));
        }
    }

    private static string Because(HostRow host) => host.Reason.Length > 0 ? $" ({Straight(host.Reason)})" : "";

    // One host's words stand in a sentence with others': a mark in them must not turn round what follows.
    private static string Straight(string text) => string.Concat(text.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format));

    private static string Span(DateTimeOffset now, HostRow host)
    {
        var heard = host.LastSeenAt ?? host.StateSince;
        var span = TimeSpan.FromTicks(Math.Max(0, now.UtcTicks - heard));
        return span.TotalDays >= 2 ? $"{span.TotalDays:0} d" : span.TotalHours >= 2 ? $"{span.TotalHours:0} h" : span.TotalMinutes >= 1 ? $"{span.TotalMinutes:0} min" : $"{span.TotalSeconds:0} s";
    }
}
