using System.Globalization;
using Mint.Agent.Link;
using Mint.Core.Ledger;

namespace Mint.Agent.Loop;

/// <summary>The line that <c>systemctl status mint-agent</c> shows.</summary>
internal static class StatusLine
{
    /// <summary>Says what a person wants to know: commit, resources, drift, holds, the coordinator, next check.</summary>
    public static string Format(HostBoard board, AgentState agent, LinkState link, Pause? pause)
    {
        var commit = agent.Commit;
        var state = board.State(commit, pause);
        var at = commit is null ? "no commit yet" : $"{commit.ShortId} ({commit.Branch ?? "main"})";
        var parts = new List<string>
        {
            $"{Capitalise(state)} at {at}",
            $"{board.Total} resources",
            $"{board.Count(Condition.Drifted)} drifted",
        };
        Add(parts, board.Count(Condition.Failed), "failed");
        Add(parts, board.Count(Condition.Held), "held");
        if (pause is not null)
        {
            parts.Add($"paused by {pause.Who} until {Clock(pause.Until)}: {pause.Reason}");
        }

        if (agent.Refusal is { } refused)
        {
            parts.Add(refused.Reason);
        }

        if (agent.Waiting is { } waiting)
        {
            parts.Add($"{waiting.CommitId[..Math.Min(7, waiting.CommitId.Length)]} waits for its ring");
        }

        if (link.Coordinator is not null)
        {
            parts.Add(link.Standing.Up ? "coordinator up" : $"coordinator down since {link.Standing.Since.ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture)}");
        }

        parts.Add($"next check {Clock(agent.NextCheck)}");
        return string.Join(" · ", parts).ReplaceLineEndings(" ");
    }

    private static void Add(List<string> parts, int count, string word)
    {
        if (count > 0)
        {
            parts.Add($"{count} {word}");
        }
    }

    private static string Capitalise(string word) => string.Concat(char.ToUpperInvariant(word[0]).ToString(), word.AsSpan(1));

    private static string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
