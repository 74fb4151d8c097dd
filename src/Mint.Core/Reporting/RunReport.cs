using Mint.Core.Applying;
using Mint.Core.Confirming;
using Mint.Core.Guarding;
using Mint.Core.Planning;

namespace Mint.Core.Reporting;

/// <summary>What one turn of the loop found and did.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Results">Every change that had its turn.</param>
/// <param name="Holds">Changes that wait.</param>
/// <param name="Unreadable">Resources that could not be looked at.</param>
/// <param name="Examined">How many resources were looked at.</param>
/// <param name="Interrupted">Whether it was cut off.</param>
public sealed record RunReport(
    RunRequest Request,
    DateTimeOffset StartedAt,
    TimeSpan Took,
    IReadOnlyList<ResourceResult> Results,
    IReadOnlyList<Hold> Holds,
    IReadOnlyList<Unreadable> Unreadable,
    int Examined,
    bool Interrupted)
{
    /// <summary>What was taken back, since it was not confirmed; null when nothing was.</summary>
    public TakenBack? TakenBack { get; init; }

    /// <summary>Whether all that touches the way in is as the commit says, as far as it is not only observed.</summary>
    public bool WayInStands => TakenBack is null && !Interrupted && Unreadable.Count == 0
        && !Holds.Any(h => h.Change.TouchesWayIn && h.Kind != HoldKind.Observe)
        && !Results.Any(r => r.Change.TouchesWayIn && r.Outcome is Outcome.Failed or Outcome.Skipped);

    /// <summary>How many changes were done.</summary>
    public int Changed => Results.Count(r => r.Outcome is not (Outcome.Failed or Outcome.Skipped or Outcome.Unchanged));

    /// <summary>How many failed, resources that could not be looked at included.</summary>
    public int Failed => Results.Count(r => r.Outcome == Outcome.Failed) + Unreadable.Count;

    /// <summary>How many were skipped, since something they need failed or is held.</summary>
    public int Skipped => Results.Count(r => r.Outcome == Outcome.Skipped);

    /// <summary>Whether everything that was looked at is now as desired; upgrades that wait for their window do not count against it.</summary>
    public bool Converged => Failed == 0 && Skipped == 0 && Holds.All(h => h.IsRoutine) && !Interrupted;
}
