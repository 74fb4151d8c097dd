using Mint.Coordinator.Commits;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>Why a host is in the state that it reports, in one sentence for lists.</summary>
internal static class ReportedReason
{
    private const int Longest = 500;

    /// <summary>The sentence; empty where the state says all.</summary>
    public static string Of(HostSummary summary)
    {
        var text = summary switch
        {
            { Pause: { } pause } => $"paused by {pause.Who} until {pause.Until?.ToDateTimeOffset():yyyy-MM-dd HH:mm}Z: {pause.Reason}",
            { RefusedReason.Length: > 0 } => $"{CommitName.Short(summary.RefusedCommit)} is not in force: {summary.RefusedReason}",
            { State: "failed" } => Count(summary.ResourcesFailed, "failed"),
            { State: "drifted" } => Count(summary.ResourcesDrifted, "drifted"),
            { State: "held" } => Count(summary.ResourcesHeld, "held"),
            { WaitingReason.Length: > 0 } => $"{CommitName.Short(summary.WaitingCommit)}: {summary.WaitingReason}",
            { Warnings: [var first, ..] } => first,
            _ => "",
        };
        return text.Length > Longest ? text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] : text;
    }

    private static string Count(uint number, string word) => $"{number} {(number == 1 ? "resource" : "resources")} {word}";
}
