using Mint.Core.Config;
using Mint.Core.Guarding;

namespace Mint.Core.Graph;

/// <summary>The smallest thing that is reconciled and reported.</summary>
/// <param name="Id">Kind and name.</param>
/// <param name="Spec">What is wanted: the provider's spec record.</param>
/// <param name="Origin">Where the config repo asks for it.</param>
public sealed record Resource(ResourceId Id, object Spec, Origin Origin)
{
    /// <summary>Resources that come first, and whose failure skips this one. Ids that are not in the graph are taken as present.</summary>
    public IReadOnlyList<ResourceId> DependsOn { get; init; } = [];

    /// <summary>Resources to reload or restart, once, when this one changes. They come after it. Ids not in the graph are passed over.</summary>
    public IReadOnlyList<ResourceId> Notifies { get; init; } = [];

    /// <summary>
    /// The same from the other end: resources whose change reloads or restarts this one, once. It comes after them. One that
    /// is not in the graph is a mistake of the config repo.
    /// </summary>
    public IReadOnlyList<ResourceId> ListensTo { get; init; } = [];

    /// <summary>Enforce or only observe; set by the compiler from the host's modes.</summary>
    public Mode Mode { get; init; } = Mode.Enforce;

    /// <summary>Why its section wants it only looked at and reported, whatever the host's modes say; null where it may be changed.</summary>
    public string? OnlyReported { get; init; }

    /// <summary>The window that its section gives it; it counts instead of those of <c>maintenance</c>. Null where there is none of its own.</summary>
    public MaintenanceWindow? Window { get; init; }

    /// <summary>
    /// Whether it ends what else goes on (a reboot): it has its turn after everything else, removals included, and only when nothing of the
    /// run failed. Nothing may depend on it.
    /// </summary>
    public bool ComesLast { get; init; }
}
