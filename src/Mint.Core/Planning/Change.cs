using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Providers;

namespace Mint.Core.Planning;

/// <summary>What will be done.</summary>
public enum ChangeAction
{
    /// <summary>It is absent and will be made.</summary>
    Create,

    /// <summary>It is there and will be altered.</summary>
    Update,

    /// <summary>It will be removed from the host.</summary>
    Delete,

    /// <summary>It was there before us: it stays as it is and is no longer managed.</summary>
    Disown,

    /// <summary>It will be reloaded or restarted, since something it listens to changes.</summary>
    Refresh,
}

/// <summary>Why.</summary>
public enum ChangeReason
{
    /// <summary>The commit moved.</summary>
    Pending,

    /// <summary>The host moved.</summary>
    Drift,

    /// <summary>Owned, and no longer desired.</summary>
    Orphan,

    /// <summary>A reload or restart is owed.</summary>
    Owed,
}

/// <summary>One planned difference.</summary>
/// <param name="Id">The resource.</param>
/// <param name="Action">What will be done.</param>
/// <param name="Reason">Why.</param>
/// <param name="Differences">What differs, redacted; empty for a refresh.</param>
/// <param name="Origin">Where the config repo asks for it; for an orphan, where it last did.</param>
public sealed record Change(ResourceId Id, ChangeAction Action, ChangeReason Reason, IReadOnlyList<Difference> Differences, Origin Origin)
{
    /// <summary>The desired resource; null for an orphan.</summary>
    public Resource? Resource { get; init; }

    /// <summary>Whether it interrupts users, so that maintenance windows and the restart limit apply.</summary>
    public bool Disturbs { get; init; }

    /// <summary>Whether it waits for the host's turn, since it must not happen on several hosts at once.</summary>
    public bool TakesTurn { get; init; }

    /// <summary>Whether it takes over something that was there before us; its old content is kept for <c>mint undo</c>.</summary>
    public bool Adopts { get; init; }

    /// <summary>Whether removing it would take data away.</summary>
    public bool HoldsData { get; init; }

    /// <summary>Whether it is work that came due by itself: neither the commit nor the host moved.</summary>
    public bool ComesDue { get; init; }

    /// <summary>Whether it could cut the host off, so that it is made under confirmation.</summary>
    public bool TouchesWayIn { get; init; }

    /// <summary>Whether this very spec was in force before, and confirmed where that was needed: only the host moved. It is repaired without asking again.</summary>
    public bool Proven { get; init; }

    /// <summary>Whether the spec last applied held a secret, so that what is found is not shown, whatever the new spec says.</summary>
    public bool HeldSecret { get; init; }

    /// <summary>What it makes reload or restart.</summary>
    public IReadOnlyList<ResourceId> Notifies { get; init; } = [];
}
