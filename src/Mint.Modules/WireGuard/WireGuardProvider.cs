using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Files;

namespace Mint.Modules.WireGuard;

/// <summary>
/// Kind <c>wireguard</c>: an interface with its key, peers, addresses and routes, and what brings it up at boot. A look costs no program. Keys are
/// made on the host; a spec names public halves only.
/// </summary>
internal sealed class WireGuardProvider : ResourceProvider<WireGuardSpec, WireGuardState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "wireguard";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    protected override JsonTypeInfo<WireGuardSpec> SpecJson => WireGuardJson.Default.WireGuardSpec;

    /// <inheritdoc/>
    protected override ValueTask<WireGuardState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => WireGuardState.ReadAsync(name, host, ct);

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(WireGuardSpec desired, WireGuardState? actual) => new WireGuardComparison(desired, actual).Compare();

    /// <inheritdoc/>
    protected override Task ApplyAsync(string name, WireGuardSpec desired, WireGuardState? actual, IHost host, CancellationToken ct) =>
        new LiveWireGuard(host, name).ApplyAsync(desired, ct);

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => new LiveWireGuard(host, name).DeleteAsync(ct);

    /// <inheritdoc/>
    protected override IEnumerable<ResourceId> Requires(string name, WireGuardSpec desired) =>
        [.. PathGuard.Requires(WireGuardBoot.ScriptPath(name)), .. NetworkTools.Packages.Select(p => new ResourceId("package", p))];

    /// <inheritdoc/>
    protected override IEnumerable<Difference> DescribeDeletion(string name, WireGuardState actual)
    {
        yield return new Difference(WireGuardComparison.Interface, actual.Link is null ? "absent" : "up", null);
        if (actual.Device is { } device)
        {
            yield return new Difference("peers", device.Peers.Count.ToString(CultureInfo.InvariantCulture), null);
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> WatchedPaths(string name, WireGuardSpec desired) =>
        [WireGuardBoot.ScriptPath(name), WireGuardBoot.UnitPath(name), WireGuardKeys.Directory + "/"];

    /// <inheritdoc/>
    protected override IEnumerable<string> WatchedUnits(string name, WireGuardSpec desired) => [WireGuardBoot.Unit(name)];

    /// <inheritdoc/>
    protected override IEnumerable<string> WatchedNetwork(string name, WireGuardSpec desired) =>
        WireGuardRoutes.Wanted(desired).Count > 0
            ? [NetworkTopic.Link(name), NetworkTopic.WireGuard(name), NetworkTopic.Routes]
            : [NetworkTopic.Link(name), NetworkTopic.WireGuard(name)];

    /// <inheritdoc/>
    public override bool TouchesWayIn(string name, IReadOnlyList<Difference> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        return differences.Any(WireGuardComparison.TouchesWayIn);
    }

    /// <inheritdoc/>
    public override ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct) => WireGuardRestore.TakeAsync(name, host, ct);
}
