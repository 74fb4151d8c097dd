using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Packages;

/// <summary>What is wanted of apt's package lists: nothing but to be fetched again when a source changes.</summary>
public sealed record AptListsSpec;

/// <summary>
/// Kind <c>apt</c>, one resource <c>apt/lists</c>: it stands between sources and packages, so that lists are fetched once after
/// all sources changed and before anything is installed. It is never there to be removed.
/// </summary>
internal sealed class AptListsProvider : ResourceProvider<AptListsSpec, AptListsSpec>
{
    /// <summary>The kind.</summary>
    public const string KindName = "apt";

    /// <summary>The one resource.</summary>
    public static ResourceId Id { get; } = new(KindName, "lists");

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    protected override JsonTypeInfo<AptListsSpec> SpecJson => PackagesJson.Default.AptListsSpec;

    /// <inheritdoc/>
    protected override ValueTask<AptListsSpec?> ReadAsync(string name, IHostReader host, CancellationToken ct) => ValueTask.FromResult<AptListsSpec?>(null);

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(AptListsSpec desired, AptListsSpec? actual) => [];

    /// <inheritdoc/>
    protected override Task ApplyAsync(string name, AptListsSpec desired, AptListsSpec? actual, IHost host, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task RefreshAsync(string name, AptListsSpec desired, IHost host, CancellationToken ct)
    {
        var result = await new Apt(host).UpdateAsync(ct);
        if (!result.Succeeded)
        {
            throw new ResourceException(FailureKind.Retry, $"apt-get update failed: {AptError.Explain(result)}");
        }
    }
}
