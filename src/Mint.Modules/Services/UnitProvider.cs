using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Services;

/// <summary>Kind <c>unit</c>: a systemd unit's being enabled, running or masked. Observed with one bus call and one walk over links for all.</summary>
internal sealed class UnitProvider : ResourceProvider<UnitSpec, UnitState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "unit";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override bool AppliesTogether => true;

    /// <inheritdoc/>
    protected override JsonTypeInfo<UnitSpec> SpecJson => ServicesJson.Default.UnitSpec;

    /// <inheritdoc/>
    protected override async ValueTask<UnitState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        var files = UnitFiles.Of(host);
        var known = files.Resolve(name);
        var active = (await host.LoadedUnitsAsync(ct)).TryGetValue(known, out var unit) ? unit.ActiveState : "inactive";
        var masked = files.IsMasked(known);
        // Also under a mask: once that is lifted, the link counts again.
        var enabled = files.IsWanted(known) || await IsEnabledScriptAsync(known, files, host, ct);
        return enabled || masked || active != "inactive"
            ? new UnitState(enabled, masked, active, files.Text(known) is { RunsToEnd: true })
            : null;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(UnitSpec desired, UnitState? actual)
    {
        var found = actual ?? new UnitState(Enabled: false, Masked: false, "inactive");
        if (desired.Masked != found.Masked)
        {
            yield return new Difference("masked", YesNo(found.Masked), YesNo(desired.Masked));
        }

        if (!desired.Masked && desired.Enabled is { } enabled && enabled != found.Enabled)
        {
            yield return new Difference("enabled", YesNo(found.Enabled), YesNo(enabled));
        }

        if (!found.RunsToEnd && desired.Running is { } running && !(running ? found.IsUp : found.IsDown))
        {
            yield return new Difference("running", found.Active, running ? "active" : "inactive");
        }
    }

    /// <inheritdoc/>
    protected override Task ApplyAsync(string name, UnitSpec desired, UnitState? actual, IHost host, CancellationToken ct) =>
        ApplyManyAsync([new ApplyItem<UnitSpec, UnitState>(name, desired, actual)], host, ct);

    /// <inheritdoc/>
    protected override async Task ApplyManyAsync(IReadOnlyList<ApplyItem<UnitSpec, UnitState>> items, IHost host, CancellationToken ct)
    {
        var wishes = new List<UnitWish>();
        foreach (var item in items)
        {
            wishes.Add(new UnitWish(item.Name, item.Desired, await ReadAsync(item.Name, host, ct)));
        }

        await new UnitTransaction(host).ApplyAsync(wishes, ct);
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => DeleteManyAsync([name], host, ct);

    /// <inheritdoc/>
    protected override Task DeleteManyAsync(IReadOnlyList<string> names, IHost host, CancellationToken ct) =>
        ApplyManyAsync([.. names.Select(n => new ApplyItem<UnitSpec, UnitState>(n, new UnitSpec(Enabled: false, Running: false), null))], host, ct);

    /// <inheritdoc/>
    protected override Task RefreshAsync(string name, UnitSpec desired, IHost host, CancellationToken ct) =>
        new UnitRefresh(host).RefreshAsync(name, desired, ct);

    /// <summary>Its manager, the package that usually brings it, and for a timer or socket the service that it starts.</summary>
    protected override IEnumerable<ResourceId> Requires(string name, UnitSpec desired)
    {
        var stem = UnitName.Stem(name);
        yield return ManagerProvider.Id;
        yield return new ResourceId("package", stem.Split('@')[0]);
        if (UnitName.TypeOf(name) is "timer" or "socket" or "path")
        {
            yield return new ResourceId(KindName, stem + ".service");
        }
    }

    /// <inheritdoc/>
    protected override bool Disturbs(UnitSpec desired) => desired.Running is not null && !desired.Reload;

    /// <inheritdoc/>
    protected override IEnumerable<Difference> DescribeDeletion(string name, UnitState actual)
    {
        if (actual.Masked)
        {
            yield return new Difference("masked", "yes", "no");
        }

        if (actual.Enabled)
        {
            yield return new Difference("enabled", "yes", "no");
        }

        if (!actual.IsDown)
        {
            yield return new Difference("running", actual.Active, "inactive");
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> WatchedUnits(string name, UnitSpec desired) => [name];

    private static async ValueTask<bool> IsEnabledScriptAsync(string name, UnitFiles files, IHostReader host, CancellationToken ct) =>
        files.IsGenerated(name) && (await host.QueryAsync(ReadOnlyCommand.UnitIsEnabled(name), ct)).Succeeded;

    private static string YesNo(bool value) => value ? "yes" : "no";
}
