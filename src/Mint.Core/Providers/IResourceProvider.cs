using Mint.Core.Confirming;
using Mint.Core.Hosts;

namespace Mint.Core.Providers;

/// <summary>The untyped face of a provider, for the engine. Providers derive from <see cref="ResourceProvider{TSpec,TState}"/>.</summary>
public interface IResourceProvider
{
    /// <summary>The kind of resource it owns.</summary>
    string Kind { get; }

    /// <summary>Whether changes of this kind are applied in one transaction (apt), rather than one by one.</summary>
    bool AppliesTogether { get; }

    /// <summary>Whether changing this spec interrupts users (a restart), so that maintenance windows apply.</summary>
    bool Disturbs(object spec);

    /// <summary>Whether changing it must not happen on several hosts at once (a reboot), so that it waits for the host's turn.</summary>
    bool TakesTurn(object spec);

    /// <summary>Whether the resource holds data that must not be deleted because a line of YAML is gone.</summary>
    bool HoldsData { get; }

    /// <summary>
    /// Whether it differs because time goes by or the world moves on (an upgrade was published, a reboot is needed): work that came due. It is
    /// never drift, and while it waits for its window the host is still as its commit says.
    /// </summary>
    bool ComesDue { get; }

    /// <summary>The spec as canonical JSON; secrets appear only as a hash keyed with <paramref name="key"/>.</summary>
    string Serialize(object spec, SecretKey key);

    /// <summary>Resources that this one needs, as far as they are in the graph.</summary>
    IEnumerable<ResourceId> Requires(string name, object spec);

    /// <summary>Look; null means absent.</summary>
    ValueTask<object?> ReadAsync(string name, IHostReader host, CancellationToken ct);

    /// <summary>Compare; empty means in sync.</summary>
    IReadOnlyList<Difference> Compare(object spec, object? state);

    /// <summary>What deleting will take away, for the plan.</summary>
    IReadOnlyList<Difference> DescribeDeletion(string name, object state);

    /// <summary>What <c>mint undo</c> needs to bring back the state before we came; null when nothing is worth keeping.</summary>
    byte[]? Preserve(string name, IHostReader host);

    /// <summary>Brings back what <see cref="Preserve"/> kept.</summary>
    Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct);

    /// <summary>Act on one or, for a kind that applies together, on all of a batch.</summary>
    Task ApplyAsync(IReadOnlyList<ApplyItem<object, object>> items, IHost host, CancellationToken ct);

    /// <summary>Remove; already absent is success.</summary>
    Task DeleteAsync(IReadOnlyList<string> names, IHost host, CancellationToken ct);

    /// <summary>Reload or restart, once, when something it listens to has changed.</summary>
    Task RefreshAsync(string name, object spec, IHost host, CancellationToken ct);

    /// <summary>Paths whose change hints at drift of this resource, for the agent's inotify watches.</summary>
    IEnumerable<string> WatchedPaths(string name, object spec);

    /// <summary>Systemd units whose change of state hints at drift of this resource.</summary>
    IEnumerable<string> WatchedUnits(string name, object spec);

    /// <summary>What of the kernel's network hints at drift of this resource when it changes; see <see cref="NetworkTopic"/>.</summary>
    IEnumerable<string> WatchedNetwork(string name, object spec);

    /// <summary>
    /// Whether such a change could cut the host off, so that it is made under confirmation: with a <see cref="RestorePoint"/> on disk, a timer that
    /// carries it out, and checks from both sides.
    /// </summary>
    /// <param name="name">The resource's name.</param>
    /// <param name="differences">What will be changed, or taken away.</param>
    bool TouchesWayIn(string name, IReadOnlyList<Difference> differences);

    /// <summary>What brings the resource back to how it is now; asked only for what <see cref="TouchesWayIn"/>.</summary>
    /// <exception cref="ResourceException">It can't be worked out, so the change is not made.</exception>
    ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct);
}

/// <summary>One resource of a batch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Desired">What is wanted.</param>
/// <param name="Actual">What was there a moment ago; null when absent.</param>
public readonly record struct ApplyItem<TSpec, TState>(string Name, TSpec Desired, TState? Actual) where TState : class;
