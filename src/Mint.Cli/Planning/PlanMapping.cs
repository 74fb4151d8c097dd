using Mint.Cli.Reports;
using Mint.Core.Config;
using Mint.Core.Guarding;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.Core.Reporting;

namespace Mint.Cli.Planning;

/// <summary>From the engine's plan to the report that is printed.</summary>
internal static class PlanMapping
{
    /// <summary>Maps a guarded plan of one host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="commit">The commit planned for; null for a working tree.</param>
    /// <param name="guarded">The plan.</param>
    /// <param name="policy">The host's limits.</param>
    /// <param name="knowsLedger">Whether pending, drift and owed can be told apart.</param>
    /// <param name="notes">What the reader should know.</param>
    public static PlanReport Map(
        string host, CommitInfo? commit, GuardedPlan guarded, GuardPolicy policy, bool knowsLedger, IReadOnlyList<string> notes)
    {
        var holds = guarded.Holds.ToDictionary<Hold, Change>(h => h.Change, ReferenceEqualityComparer.Instance);
        var changes = guarded.Plan.Changes
            .Select(c => Map(c, holds.TryGetValue(c, out var hold) ? Map(hold) : null, knowsLedger))
            .ToList();
        return new PlanReport(
            host,
            null,
            commit is null ? null : Map(commit),
            changes,
            [.. guarded.Plan.Unreadable.Select(u => new UnreadableReport(u.Id.ToString(), u.Message, Text(u.Origin)))],
            guarded.Plan.Examined,
            Limits(changes, policy),
            notes);
    }

    /// <summary>Maps a commit.</summary>
    public static CommitReport Map(CommitInfo commit) =>
        new(commit.Id, commit.Subject, commit.Author, commit.AuthoredAt, commit.SignedBy, commit.Branch, null);

    /// <summary>Maps a mistake.</summary>
    public static ProblemReport Map(Problem problem) =>
        new(problem.Origin.File, problem.Origin.Line, problem.Origin.Column, problem.Path, problem.Message, problem.Hint);

    /// <summary>Maps a difference.</summary>
    public static DifferenceReport Map(Difference difference) =>
        new(difference.Attribute, difference.Before, difference.After, difference.Origin is { } origin ? Text(origin) : null);

    /// <summary>Counts what the limits count.</summary>
    public static LimitsReport Limits(IReadOnlyCollection<PlannedChange> changes, GuardPolicy policy) => new(
        changes.Count(c => c.Action == "delete"),
        policy.DeleteLimit,
        changes.Count(c => c is { Action: "refresh", Disturbs: true }),
        policy.RestartLimit);

    /// <summary>The text of an origin; null for none.</summary>
    public static string? Text(Origin origin) => origin.ToString() is { Length: > 0 } text ? text : null;

    private static PlannedChange Map(Change change, HoldReport? hold, bool knowsLedger) => new(
        change.Id.ToString(),
        Word(change.Action),
        knowsLedger || change.Reason == ChangeReason.Orphan ? Word(change.Reason) : null,
        Text(change.Origin),
        [.. change.Differences.Select(Map)],
        hold,
        knowsLedger && change.Adopts,
        change.HoldsData,
        change.Disturbs)
    {
        TouchesWayIn = change.TouchesWayIn,
    };

    private static HoldReport Map(Hold hold) => new(Word(hold.Kind), hold.Reason, hold.Until);

    private static string Word(ChangeAction action) => action switch
    {
        ChangeAction.Create => "create",
        ChangeAction.Update => "update",
        ChangeAction.Delete => "delete",
        ChangeAction.Disown => "disown",
        _ => "refresh",
    };

    private static string Word(ChangeReason reason) => reason switch
    {
        ChangeReason.Pending => "pending",
        ChangeReason.Drift => "drift",
        ChangeReason.Orphan => "orphan",
        _ => "owed",
    };

    private static string Word(HoldKind kind) => kind switch
    {
        HoldKind.Observe => "observe",
        HoldKind.Pause => "pause",
        HoldKind.BlastRadius => "blast-radius",
        HoldKind.Window => "window",
        HoldKind.WayIn => "way-in",
        HoldKind.Data => "data",
        HoldKind.Turn => "turn",
        _ => "trouble",
    };
}
