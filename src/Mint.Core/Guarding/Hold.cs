using Mint.Core.Planning;
using Mint.Core.Providers;

namespace Mint.Core.Guarding;

/// <summary>Why a change waits.</summary>
public enum HoldKind
{
    /// <summary>The resource is only observed.</summary>
    Observe,

    /// <summary>A person paused the host.</summary>
    Pause,

    /// <summary>More would be deleted or restarted than the limit allows.</summary>
    BlastRadius,

    /// <summary>Outside its maintenance window.</summary>
    Window,

    /// <summary>It would take the last way in away.</summary>
    WayIn,

    /// <summary>It would take data away without being told to.</summary>
    Data,

    /// <summary>It failed or flaps, and its next try is later.</summary>
    Trouble,

    /// <summary>Nothing else holds it; it waits for the host's turn.</summary>
    Turn,
}

/// <summary>A change that is held back.</summary>
/// <param name="Change">The change.</param>
/// <param name="Kind">Why, for the machine.</param>
/// <param name="Reason">Why, and what releases it; one sentence.</param>
/// <param name="Until">When it is released by itself; null when a person must act.</param>
public sealed record Hold(Change Change, HoldKind Kind, string Reason, DateTimeOffset? Until)
{
    /// <summary>For <see cref="HoldKind.Trouble"/>: what the failure was; null otherwise.</summary>
    public FailureKind? Failure { get; init; }

    /// <summary>Whether it is only work that came due and waits for its window or the host's turn, or that nobody wants done: the host is as its commit says.</summary>
    public bool IsRoutine => Change.ComesDue && (Kind is HoldKind.Window or HoldKind.Turn or HoldKind.Observe);

    /// <summary>
    /// Whether what depends on the resource has to wait too: it is not there, or it failed. One that only flaps, or is only
    /// outside its window, is there.
    /// </summary>
    internal bool HoldsDependents => Change.Action == ChangeAction.Create
        || (Kind == HoldKind.Trouble && !(Failure == FailureKind.WaitUntil && Change is { Action: ChangeAction.Update, Reason: ChangeReason.Drift }));
}

/// <summary>A plan after the guard: what may be done, and what waits.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Go">Changes that may be done, in the plan's order.</param>
/// <param name="Holds">Changes that wait.</param>
public sealed record GuardedPlan(Plan Plan, IReadOnlyList<Change> Go, IReadOnlyList<Hold> Holds);
