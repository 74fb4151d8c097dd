using Mint.Core.Graph;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;

namespace Mint.Core.Guarding;

/// <summary>
/// Decides for each change: go, or hold with who, why and until when. Fails closed. Pure: the time and the ledger's facts come in.
/// </summary>
/// <param name="rules">Rules of the modules.</param>
public sealed class Guard(IReadOnlyList<IGuardRule> rules)
{
    /// <summary>Reviews a plan.</summary>
    public GuardedPlan Review(Plan plan, GuardInput input)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(input);
        var holds = new Dictionary<Change, Hold>(ReferenceEqualityComparer.Instance);
        List<Change> Free() => [.. plan.Changes.Where(c => !holds.ContainsKey(c))];
        void Add(IEnumerable<Hold> more)
        {
            foreach (var hold in more.ToList())
            {
                holds.TryAdd(hold.Change, hold);
            }
        }

        var release = new Release(input.Desired.Commit?.Trailers ?? []);
        Add(Free().Where(c => IsOnlyObserved(c, input.Policy)).Select(Observed));
        Add(Paused(Free(), input));
        Add(Free().Where(c => c.HoldsData).Select(Data));
        Add(OutsideWindow(Free(), input));
        Add(Troubled(Free(), input));
        foreach (var rule in rules)
        {
            Add(rule.Review(Free(), input.Desired.Graph, release));
        }

        Add(TooMany(Free(), c => c.Action == ChangeAction.Delete, "delete", input.Policy.DeleteLimit, release));
        Add(TooMany(Free(), c => c is { Action: ChangeAction.Refresh, Disturbs: true }, "restart", input.Policy.RestartLimit, release));
        // Last, so that a host asks for its turn when that alone is missing.
        Add(Free().Where(c => c.TakesTurn && !input.Turn.Has).Select(c => new Hold(c, HoldKind.Turn, input.Turn.Reason, null)));
        return new GuardedPlan(plan, Free(), [.. plan.Changes.Where(holds.ContainsKey).Select(c => holds[c])]);
    }

    private static bool IsOnlyObserved(Change change, GuardPolicy policy) =>
        change.Resource?.OnlyReported is not null || (change.Resource?.Mode ?? policy.ModeOfOrphan(change.Id)) == Mode.Observe;

    private static Hold Observed(Change change) =>
        new(change, HoldKind.Observe, change.Resource?.OnlyReported ?? "only observed: its mode is 'observe'", null);

    private static Hold Data(Change change) =>
        new(change, HoldKind.Data, "it holds data: it is deleted only when the configuration says delete_data: true", null);

    private static IEnumerable<Hold> Paused(IReadOnlyList<Change> changes, GuardInput input)
    {
        if (input.Pause is not { } pause)
        {
            return [];
        }

        var over = input.Now >= pause.Until;
        var reason = over
            ? $"the pause by {pause.Who} ended; 'mint resume' shows the plan and goes on"
            : $"paused by {pause.Who}: {pause.Reason}";
        return changes.Select(c => new Hold(c, HoldKind.Pause, reason, over ? null : pause.Until));
    }

    private static IEnumerable<Hold> OutsideWindow(IReadOnlyList<Change> changes, GuardInput input) =>
        from change in changes
        where change.Action != ChangeAction.Disown
        let rules = RulesOf(change, input.Policy).ToList()
        where rules.Count > 0 && !rules.Any(r => r.Window.IsOpen(input.Now))
        let next = rules.MinBy(r => r.Window.NextOpening(input.Now))
        select new Hold(change, HoldKind.Window, $"waits for window {next.Window.Text} ({next.Name})", next.Window.NextOpening(input.Now));

    private static IEnumerable<MaintenanceRule> RulesOf(Change change, GuardPolicy policy)
    {
        var id = change.Id.ToString();
        return change.Resource?.Window is { } own
            ? [new MaintenanceRule(id, own, [id])]
            : policy.Maintenance.Where(r => r.Resources.Any(p => Glob.Matches(p, id)));
    }

    private static IEnumerable<Hold> Troubled(IReadOnlyList<Change> changes, GuardInput input)
    {
        if (input.RetryNow)
        {
            yield break;
        }

        foreach (var change in changes)
        {
            if (input.Troubles.TryGetValue(change.Id, out var trouble) && StillWaits(change, trouble, input))
            {
                yield return new Hold(change, HoldKind.Trouble, trouble.Message, trouble.NextTry) { Failure = trouble.Kind };
            }
        }
    }

    private static bool StillWaits(Change change, Trouble trouble, GuardInput input)
    {
        var hash = change.Resource is null ? null : input.Desired.HashOf(change.Id);
        return hash == trouble.SpecHash && (trouble.NextTry is not { } next ? trouble.Kind == FailureKind.NeedsPerson : input.Now < next);
    }

    private static IEnumerable<Hold> TooMany(IReadOnlyList<Change> changes, Predicate<Change> counts, string sort, int limit, Release release)
    {
        var counted = changes.Where(c => counts(c)).ToList();
        if (counted.Count <= Math.Max(limit, release.Of(sort)))
        {
            return [];
        }

        var reason = $"would {sort} {counted.Count}, the limit is {limit}; a commit with the trailer 'Mint-Allow: {sort}={counted.Count}' releases it";
        return counted.Select(c => new Hold(c, HoldKind.BlastRadius, reason, null));
    }
}
