using Mint.Core.Config;
using Mint.Core.Providers;

namespace Mint.Core.Reporting;

/// <summary>What an event tells of.</summary>
public enum EventKind
{
    /// <summary>A commit was accepted, refused or applied.</summary>
    Commit,

    /// <summary>The host moved away from what was last applied.</summary>
    Drift,

    /// <summary>A resource was changed because the configuration moved.</summary>
    Change,

    /// <summary>A resource could not be brought to its desired state.</summary>
    Failure,

    /// <summary>A change was held back.</summary>
    Hold,

    /// <summary>A person paused, resumed or undid something.</summary>
    Person,

    /// <summary>A refused commit, a bad signature: what an attacker would cause.</summary>
    Security,

    /// <summary>The agent itself: started, stopped, ledger rebuilt.</summary>
    Agent,
}

/// <summary>One line of the host's history. Immutable once recorded; the ledger numbers them without gaps.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Kind">What it tells of.</param>
/// <param name="Summary">One sentence, without secrets.</param>
public sealed record LedgerEvent(DateTimeOffset At, EventKind Kind, string Summary)
{
    /// <summary>Number given by the ledger, from 1, rising; 0 before it is recorded.</summary>
    public long Sequence { get; init; }

    /// <summary>The resource, where it is about one.</summary>
    public ResourceId? Resource { get; init; }

    /// <summary>Where the config repo asks for the resource.</summary>
    public Origin Origin { get; init; } = Origin.None;

    /// <summary>The commit in force.</summary>
    public string? Commit { get; init; }

    /// <summary>What differed, redacted.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    /// <summary>What was done: <c>repaired</c>, <c>observed</c>, <c>held</c>, <c>failed</c>, <c>flapping</c>, <c>created</c>, <c>updated</c>, <c>deleted</c> …; null where nothing was.</summary>
    public string? Action { get; init; }

    /// <summary>For drift: when it was first seen.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>How long the work took.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>Who was likely at it; a best effort, so it is always called "likely".</summary>
    public string? LikelyBy { get; init; }
}
