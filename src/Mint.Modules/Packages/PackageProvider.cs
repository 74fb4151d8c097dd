using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Packages;

/// <summary>Kind <c>package</c>: observed in dpkg's status, changed by one apt transaction for the whole batch.</summary>
internal sealed class PackageProvider : ResourceProvider<PackageSpec, PackageState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "package";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override bool AppliesTogether => true;

    /// <inheritdoc/>
    protected override JsonTypeInfo<PackageSpec> SpecJson => PackagesJson.Default.PackageSpec;

    /// <inheritdoc/>
    protected override ValueTask<PackageState?> ReadAsync(string name, IHostReader host, CancellationToken ct) =>
        ValueTask.FromResult(host.Parse(DpkgStatus.Path, DpkgStatus.Parse).Find(name));

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(PackageSpec desired, PackageState? actual)
    {
        if (!desired.Present)
        {
            return actual is null ? [] : [new Difference("version", actual.Version, null)];
        }

        return actual is null ? Missing(desired) : Changed(desired, actual);
    }

    /// <inheritdoc/>
    protected override Task ApplyAsync(string name, PackageSpec desired, PackageState? actual, IHost host, CancellationToken ct) =>
        ApplyManyAsync([new ApplyItem<PackageSpec, PackageState>(name, desired, actual)], host, ct);

    /// <inheritdoc/>
    protected override Task ApplyManyAsync(IReadOnlyList<ApplyItem<PackageSpec, PackageState>> items, IHost host, CancellationToken ct) =>
        new PackageTransaction(host).ApplyAsync([.. items.Select(i => new PackageWish(i.Name, i.Desired))], ct);

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => DeleteManyAsync([name], host, ct);

    /// <inheritdoc/>
    protected override Task DeleteManyAsync(IReadOnlyList<string> names, IHost host, CancellationToken ct) =>
        new PackageTransaction(host).ApplyAsync([.. names.Select(n => new PackageWish(n, new PackageSpec(Present: false)))], ct);

    /// <inheritdoc/>
    protected override IEnumerable<ResourceId> Requires(string name, PackageSpec desired) => [AptListsProvider.Id];

    /// <summary>An upgrade to another declared version, or a removal, stops what runs; a first install does not.</summary>
    protected override bool Disturbs(PackageSpec desired) => !desired.Present || desired.Version is not null;

    /// <inheritdoc/>
    protected override IEnumerable<Difference> DescribeDeletion(string name, PackageState actual) => [new("version", actual.Version, null)];

    /// <inheritdoc/>
    protected override IEnumerable<string> WatchedPaths(string name, PackageSpec desired) => [DpkgStatus.Path];

    private static IEnumerable<Difference> Missing(PackageSpec desired)
    {
        yield return new Difference("version", null, desired.Version ?? "installed");
        if (desired.Hold)
        {
            yield return new Difference("hold", null, "yes");
        }
    }

    private static IEnumerable<Difference> Changed(PackageSpec desired, PackageState actual)
    {
        if (!actual.IsComplete)
        {
            yield return new Difference("condition", actual.Condition, "installed");
        }

        if (!desired.Accepts(actual.Version))
        {
            yield return new Difference("version", actual.Version, desired.Version);
        }

        if (desired.Hold != actual.Held)
        {
            yield return new Difference("hold", actual.Held ? "yes" : "no", desired.Hold ? "yes" : "no");
        }
    }
}
