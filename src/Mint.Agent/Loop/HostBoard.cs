using Mint.Core;
using Mint.Core.Applying;
using Mint.Core.Guarding;
using Mint.Core.Ledger;
using Mint.Core.Planning;
using Mint.Core.Providers;
using Mint.Core.Reporting;

namespace Mint.Agent.Loop;

/// <summary>
/// What the host's state is right now, kept from run to run, so that status, metrics and the status line answer without
/// looking at the host. Safe for concurrent use.
/// </summary>
internal sealed class HostBoard
{
    private readonly Lock gate = new();
    private readonly Dictionary<ResourceId, Concern> concerns = [];

    /// <summary>Raised after a run was taken in. Handlers must be quick.</summary>
    public event EventHandler? Changed;

    /// <summary>The last complete or partial run; null before the first.</summary>
    public RunReport? LastRun { get; private set; }

    /// <summary>The last run of everything; null before the first.</summary>
    public RunReport? LastFullRun { get; private set; }

    /// <summary>Resources of the desired state.</summary>
    public int Total { get; private set; }

    /// <summary>Resources that are not ok, in order.</summary>
    public IReadOnlyList<Concern> Concerns
    {
        get
        {
            lock (gate)
            {
                return [.. concerns.Values.OrderBy(c => c.Id)];
            }
        }
    }

    /// <summary>Resources for which nothing but the host's turn is missing, in order.</summary>
    public IReadOnlyList<ResourceId> WaitingForTurn => [.. Concerns.Where(c => c.WaitsForTurn).Select(c => c.Id)];

    /// <summary>Takes in what a run found and did.</summary>
    public void Take(RunReport report)
    {
        lock (gate)
        {
            var only = report.Request.Only;
            foreach (var id in concerns.Keys.Where(id => only is null || only.Contains(id)).ToList())
            {
                concerns.Remove(id);
            }

            foreach (var concern in Find(report))
            {
                concerns[concern.Id] = concern;
            }

            LastRun = report;
            Total = report.Request.Desired.Graph.InOrder.Count;
            if (only is null)
            {
                LastFullRun = report;
            }
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>How many resources stand so.</summary>
    public int Count(Condition condition)
    {
        lock (gate)
        {
            return condition == Condition.Ok
                ? Math.Max(0, Total - concerns.Keys.Count(id => LastRun?.Request.Desired.Graph.Find(id) is not null))
                : concerns.Values.Count(c => c.Condition == condition);
        }
    }

    /// <summary>The earliest time at which something that waits may go on; null when nothing waits for a time.</summary>
    public DateTimeOffset? NextRelease
    {
        get
        {
            lock (gate)
            {
                return concerns.Values.Select(c => c.Until).Min();
            }
        }
    }

    /// <summary>The host's state in one word: the worst thing first.</summary>
    /// <param name="commit">The commit in force. What was found at another one says nothing of it, so until everything was looked at for it the host is pending.</param>
    /// <param name="pause">The pause in force, or null.</param>
    public string State(CommitInfo? commit, Pause? pause) => this switch
    {
        _ when pause is not null => "paused",
        { LastRun: null } => "starting",
        _ when Count(Condition.Failed) > 0 => "failed",
        _ when Count(Condition.Drifted) > 0 => "drifted",
        _ when Concerns.Any(c => c is { Condition: Condition.Held, IsRoutine: false }) => "held",
        _ when Count(Condition.Pending) > 0 || LastFullRun?.Request.Desired.Commit?.Id != commit?.Id => "pending",
        _ => "converged",
    };

    private static IEnumerable<Concern> Find(RunReport report)
    {
        foreach (var hold in report.Holds)
        {
            yield return new Concern(hold.Change.Id, ConditionOf(hold), hold.Reason, hold.Until, hold.Change.Origin.ToString(), hold.Kind == HoldKind.Trouble ? "retry" : "")
            {
                WaitsForTurn = hold.Kind == HoldKind.Turn,
                IsRoutine = hold.IsRoutine,
            };
        }

        foreach (var unreadable in report.Unreadable)
        {
            yield return new Concern(unreadable.Id, Condition.Failed, unreadable.Message, null, unreadable.Origin.ToString(), Word(unreadable.Kind));
        }

        foreach (var result in report.Results.GroupBy(r => r.Id).Select(g => g.Last()))
        {
            if (result.Outcome == Outcome.Failed)
            {
                yield return new Concern(
                    result.Id, Condition.Failed, result.Message ?? "failed", result.Until, result.Origin.ToString(), Word(result.Failure ?? FailureKind.Retry));
            }
            else if (result.Outcome == Outcome.Skipped)
            {
                yield return new Concern(result.Id, Condition.Pending, result.Message ?? "skipped", null, result.Origin.ToString(), "skipped");
            }
        }
    }

    private static Condition ConditionOf(Hold hold) => hold switch
    {
        { Kind: HoldKind.Trouble } => Condition.Failed,
        { Kind: HoldKind.Turn } => Condition.Held, // it is done in its turn, and nobody has to repair anything
        { Change.Reason: ChangeReason.Drift } => Condition.Drifted,
        _ => Condition.Held,
    };

    private static string Word(FailureKind kind) => kind switch
    {
        FailureKind.Retry => "retry",
        FailureKind.WaitUntil => "wait-until",
        FailureKind.NeedsPerson => "needs-person",
        FailureKind.Skipped => "skipped",
        _ => "not-converged",
    };
}
