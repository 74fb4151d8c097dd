using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Services;

/// <summary>What is wanted of systemd's manager: nothing but to read unit files again when one changes.</summary>
public sealed record ManagerSpec;

/// <summary>
/// Kind <c>systemd</c>, one resource <c>systemd/manager</c>: it stands between unit files and units, so that systemd reads all
/// changed files once, before any unit is started or restarted. It is never there to be removed.
/// </summary>
internal sealed class ManagerProvider : ResourceProvider<ManagerSpec, ManagerSpec>
{
    /// <summary>The kind.</summary>
    public const string KindName = "systemd";

    /// <summary>The one resource.</summary>
    public static ResourceId Id { get; } = new(KindName, "manager");

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    protected override JsonTypeInfo<ManagerSpec> SpecJson => ServicesJson.Default.ManagerSpec;

    /// <inheritdoc/>
    protected override ValueTask<ManagerSpec?> ReadAsync(string name, IHostReader host, CancellationToken ct) => ValueTask.FromResult<ManagerSpec?>(null);

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(ManagerSpec desired, ManagerSpec? actual) => [];

    /// <inheritdoc/>
    protected override Task ApplyAsync(string name, ManagerSpec desired, ManagerSpec? actual, IHost host, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task RefreshAsync(string name, ManagerSpec desired, IHost host, CancellationToken ct) =>
        (await host.RunAsync(new Command("systemctl", "daemon-reload"), ct)).EnsureSuccess();
}
