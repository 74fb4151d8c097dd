using System.Globalization;
using Mint.Core.Ledger;
using Mint.Core.Reporting;

namespace Mint.Agent.Loop;

/// <summary>The line that <c>systemctl status mint-agent</c> shows.</summary>
internal static class StatusLine
{
    /// <summary>Says what a person wants to know: commit, resources, drift, holds, next check.</summary>
    public static string Format(HostBoard board, CommitInfo? commit, Pause? pause, string? refused, DateTimeOffset nextCheck)
    {
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

        if (refused is not null)
        {
            parts.Add(refused);
        }

        parts.Add($"next check {Clock(nextCheck)}");
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
