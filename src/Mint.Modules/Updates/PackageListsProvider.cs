using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Packages;

namespace Mint.Modules.Updates;

/// <summary>What is wanted of apt's package lists.</summary>
/// <param name="MaxAge">How old they may be.</param>
public sealed record PackageListsSpec(TimeSpan MaxAge);

/// <summary>How apt's package lists were found.</summary>
/// <param name="Age">Since when they were fetched; null when there are none.</param>
public sealed record PackageListsState(TimeSpan? Age);

/// <summary>
/// Kind <c>package-lists</c>, one resource <c>package-lists/fresh</c>: fetches the lists when they are too old. Nothing depends on it: one
/// repository that does not answer must not keep the upgrades of the others back.
/// </summary>
internal sealed class PackageListsProvider : ResourceProvider<PackageListsSpec, PackageListsState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "package-lists";

    /// <summary>The one resource.</summary>
    public static ResourceId Id { get; } = new(KindName, "fresh");

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override bool ComesDue => true;

    /// <inheritdoc/>
    protected override JsonTypeInfo<PackageListsSpec> SpecJson => UpdatesJson.Default.PackageListsSpec;

    /// <inheritdoc/>
    protected override ValueTask<PackageListsState?> ReadAsync(string name, IHostReader host, CancellationToken ct) =>
        ValueTask.FromResult<PackageListsState?>(host.Stat(DpkgStatus.Path) is null ? null : new PackageListsState(host.Now - PackageLists.FetchedAt(host)));

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(PackageListsSpec desired, PackageListsState? actual)
    {
        if (actual is not null && !(actual.Age <= desired.MaxAge))
        {
            // Whole units, so that the difference is the same one at each look.
            var found = actual.Age is null ? "missing" : "older than " + Words(desired.MaxAge);
            yield return new Difference("age", found, "at most " + Words(desired.MaxAge));
        }
    }

    /// <inheritdoc/>
    protected override async Task ApplyAsync(string name, PackageListsSpec desired, PackageListsState? actual, IHost host, CancellationToken ct)
    {
        // Without it apt calls it a success when a mirror did not answer and old lists stayed.
        var result = await new Apt(host).RunAsync(["-o", "APT::Update::Error-Mode=any", "update"], ct);
        if (!result.Succeeded)
        {
            throw new ResourceException(FailureKind.Retry, $"apt-get update failed: {AptError.Explain(result)}");
        }

        if (host.Stat(PackageLists.StampFolder) is null)
        {
            host.CreateDirectory(PackageLists.StampFolder, new FileAccess(0, 0, 0x1ED));
        }

        host.WriteFile(PackageLists.Stamp, [], FileAccess.RootReadable);
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => Task.CompletedTask;

    private static string Words(TimeSpan age) =>
        age.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0.#} h") : string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0.#} min");
}
