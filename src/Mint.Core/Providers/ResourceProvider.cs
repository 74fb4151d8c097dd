using System.Text.Json.Serialization.Metadata;
using Mint.Core.Confirming;
using Mint.Core.Hosts;

namespace Mint.Core.Providers;

/// <summary>One kind of thing on a host: how to look at it, compare it and change it.</summary>
/// <typeparam name="TSpec">What is wanted: an immutable record.</typeparam>
/// <typeparam name="TState">What is there.</typeparam>
public abstract class ResourceProvider<TSpec, TState> : IResourceProvider
    where TSpec : notnull
    where TState : class
{
    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <inheritdoc/>
    public virtual bool AppliesTogether => false;

    /// <inheritdoc/>
    public virtual bool HoldsData => false;

    /// <inheritdoc/>
    public virtual bool ComesDue => false;

    /// <summary>The source-generated contract of the spec. Properties of type <see cref="Secret"/> are written as keyed hashes.</summary>
    protected abstract JsonTypeInfo<TSpec> SpecJson { get; }

    /// <summary>Look. The name alone is enough to find the resource; null means absent. A tool that is not installed reads as absent.</summary>
    protected abstract ValueTask<TState?> ReadAsync(string name, IHostReader host, CancellationToken ct);

    /// <summary>Compare. Pure; nothing yielded means in sync. Never yields the text of a secret.</summary>
    protected abstract IEnumerable<Difference> Compare(TSpec desired, TState? actual);

    /// <summary>Act on one resource. Idempotent: a second call with the same arguments changes nothing.</summary>
    protected abstract Task ApplyAsync(string name, TSpec desired, TState? actual, IHost host, CancellationToken ct);

    /// <summary>Remove. Already absent is success.</summary>
    protected abstract Task DeleteAsync(string name, IHost host, CancellationToken ct);

    /// <summary>
    /// Act on a batch. Only kinds that apply together override this. It may throw for the batch, best through
    /// <see cref="BatchFailures"/>: the engine reads again and fails only those that still differ, each with its own part.
    /// </summary>
    protected virtual async Task ApplyManyAsync(IReadOnlyList<ApplyItem<TSpec, TState>> items, IHost host, CancellationToken ct)
    {
        var failures = new BatchFailures();
        foreach (var item in items)
        {
            ct.ThrowIfCancellationRequested();
            await failures.AttemptAsync([item.Name], () => ApplyAsync(item.Name, item.Desired, item.Actual, host, ct));
        }

        failures.ThrowIfAny();
    }

    /// <summary>Remove a batch; as <see cref="ApplyManyAsync"/>.</summary>
    protected virtual async Task DeleteManyAsync(IReadOnlyList<string> names, IHost host, CancellationToken ct)
    {
        var failures = new BatchFailures();
        foreach (var name in names)
        {
            ct.ThrowIfCancellationRequested();
            await failures.AttemptAsync([name], () => DeleteAsync(name, host, ct));
        }

        failures.ThrowIfAny();
    }

    /// <summary>Reload or restart, once, when something it listens to has changed.</summary>
    protected virtual Task RefreshAsync(string name, TSpec desired, IHost host, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Resources that this one needs, as far as they are in the graph (a file: its directory and its owner).</summary>
    protected virtual IEnumerable<ResourceId> Requires(string name, TSpec desired) => [];

    /// <summary>Whether changing it interrupts users.</summary>
    protected virtual bool Disturbs(TSpec desired) => false;

    /// <summary>Whether changing it must not happen on several hosts at once.</summary>
    protected virtual bool TakesTurn(TSpec desired) => false;

    /// <summary>What deleting takes away.</summary>
    protected virtual IEnumerable<Difference> DescribeDeletion(string name, TState actual) => [new("state", "present", null)];

    /// <summary>Paths whose change hints at drift. Missing one only delays the next check.</summary>
    protected virtual IEnumerable<string> WatchedPaths(string name, TSpec desired) => [];

    /// <summary>Units whose change of state hints at drift.</summary>
    protected virtual IEnumerable<string> WatchedUnits(string name, TSpec desired) => [];

    /// <summary>Topics of the kernel's network whose change hints at drift; see <see cref="NetworkTopic"/>.</summary>
    protected virtual IEnumerable<string> WatchedNetwork(string name, TSpec desired) => [];

    /// <inheritdoc/>
    public virtual bool TouchesWayIn(string name, IReadOnlyList<Difference> differences) => false;

    /// <inheritdoc/>
    public virtual ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct) =>
        throw new ResourceException(FailureKind.NeedsPerson, $"a {Kind} has no way back");

    /// <inheritdoc/>
    public virtual byte[]? Preserve(string name, IHostReader host) => null;

    /// <inheritdoc/>
    public virtual Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct) =>
        throw new ResourceException(FailureKind.NeedsPerson, $"a {Kind} keeps no old state to return to");

    bool IResourceProvider.Disturbs(object spec) => Disturbs((TSpec)spec);

    bool IResourceProvider.TakesTurn(object spec) => TakesTurn((TSpec)spec);

    string IResourceProvider.Serialize(object spec, SecretKey key) => CanonicalJson.Write((TSpec)spec, SpecJson, key);

    IEnumerable<ResourceId> IResourceProvider.Requires(string name, object spec) => Requires(name, (TSpec)spec);

    async ValueTask<object?> IResourceProvider.ReadAsync(string name, IHostReader host, CancellationToken ct) => await ReadAsync(name, host, ct);

    IReadOnlyList<Difference> IResourceProvider.Compare(object spec, object? state) => [.. Compare((TSpec)spec, (TState?)state)];

    IReadOnlyList<Difference> IResourceProvider.DescribeDeletion(string name, object state) => [.. DescribeDeletion(name, (TState)state)];

    Task IResourceProvider.ApplyAsync(IReadOnlyList<ApplyItem<object, object>> items, IHost host, CancellationToken ct) =>
        ApplyManyAsync([.. items.Select(i => new ApplyItem<TSpec, TState>(i.Name, (TSpec)i.Desired, (TState?)i.Actual))], host, ct);

    Task IResourceProvider.DeleteAsync(IReadOnlyList<string> names, IHost host, CancellationToken ct) => DeleteManyAsync(names, host, ct);

    Task IResourceProvider.RefreshAsync(string name, object spec, IHost host, CancellationToken ct) => RefreshAsync(name, (TSpec)spec, host, ct);

    IEnumerable<string> IResourceProvider.WatchedPaths(string name, object spec) => WatchedPaths(name, (TSpec)spec);

    IEnumerable<string> IResourceProvider.WatchedNetwork(string name, object spec) => WatchedNetwork(name, (TSpec)spec);

    IEnumerable<string> IResourceProvider.WatchedUnits(string name, object spec) => WatchedUnits(name, (TSpec)spec);
}
