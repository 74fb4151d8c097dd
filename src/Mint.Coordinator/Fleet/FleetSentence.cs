using Mint.Coordinator.Hosts;

namespace Mint.Coordinator.Fleet;

/// <summary>"Is everything all right?", answered in one sentence.</summary>
internal static class FleetSentence
{
    private const int Named = 2;

    /// <summary>Makes the sentence.</summary>
    /// <param name="hosts">All hosts that count: expected or enrolled, and not revoked.</param>
    /// <param name="head">The newest accepted commit's id; empty when there is none yet.</param>
    /// <param name="now">For how long something lasts.</param>
    public static string Of(IReadOnlyList<HostRow> hosts, string head, DateTimeOffset now)
    {
        if (hosts.Count == 0)
        {
            return head.Length == 0 ? "No commit of the config repo was accepted yet." : "The config repo names no hosts yet.";
        }

        var parts = new List<string> { AtHead(hosts, head) };
        Add(parts, hosts, "failed", h => $"{h.Name} failed{Because(h)}", n => $"{n} failed");
        Add(parts, hosts, Standing.Silent, h => $"{h.Name} has been silent for {Span(now, h)}", n => $"{n} silent");
        Add(parts, hosts, Standing.Absent, h => $"{h.Name} never enrolled", n => $"{n} never enrolled");
        Add(parts, hosts, Standing.Unknown, h => $"{h.Name} is not in the config repo", n => $"{n} not in the config repo");
        Add(parts, hosts, Standing.Behind, h => $"{h.Name} stays with an older commit", n => $"{n} behind");
        Add(parts, hosts, "drifted", h => $"{h.Name} drifts", n => $"{n} drifting");
        Add(parts, hosts, "held", h => $"{h.Name} held{Because(h)}", n => $"{n} held");
        Add(parts, hosts, "paused", h => $"{h.Name} {(h.Reason.Length > 0 ? h.Reason : "paused")}", n => $"{n} paused");
        Add(parts, hosts, "pending", h => $"{h.Name} is on its way", n => $"{n} on their way");
        Add(parts, hosts, Standing.Starting, h => $"{h.Name} is starting", n => $"{n} starting");
        return string.Join("; ", parts);
    }

    private static string AtHead(IReadOnlyList<HostRow> hosts, string head)
    {
        var there = hosts.Count(h => head.Length > 0 && h.CommitId == head);
        var which = head.Length == 0 ? "an accepted commit" : head[..Math.Min(7, head.Length)];
        return there == hosts.Count && there > 1 ? $"All {there} hosts run {which}" : $"{there} of {hosts.Count} {(hosts.Count == 1 ? "host runs" : "hosts run")} {which}";
    }

    private static void Add(List<string> parts, IReadOnlyList<HostRow> hosts, string state, Func<HostRow, string> one, Func<int, string> many)
    {
        var these = hosts.Where(h => h.State == state).ToList();
        if (these.Count is > 0 and <= Named)
        {
            parts.AddRange(these.Select(one));
        }
        else if (these.Count > Named)
        {
            parts.Add(many(these.Count));
        }
    }

    private static string Because(HostRow host) => host.Reason.Length > 0 ? $" ({host.Reason})" : "";

    private static string Span(DateTimeOffset now, HostRow host)
    {
        var heard = host.LastSeenAt ?? host.StateSince;
        var span = TimeSpan.FromTicks(Math.Max(0, now.UtcTicks - heard));
        return span.TotalDays >= 2 ? $"{span.TotalDays:0} d" : span.TotalHours >= 2 ? $"{span.TotalHours:0} h" : span.TotalMinutes >= 1 ? $"{span.TotalMinutes:0} min" : $"{span.TotalSeconds:0} s";
    }
}
