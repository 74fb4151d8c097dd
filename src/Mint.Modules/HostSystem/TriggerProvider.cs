using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.HostSystem;

/// <summary>Nothing is wanted of a trigger; it only listens.</summary>
public sealed record TriggerSpec;

/// <summary>A trigger has no state.</summary>
internal sealed record TriggerState;

/// <summary>
/// Kind <c>trigger</c>: something to run once, after the files that it reads have changed. There is nothing to look at, so it never differs
/// and is never deleted; the engine owes the run, also over a crash, until it has succeeded. The names are a closed list.
/// </summary>
internal sealed class TriggerProvider : ResourceProvider<TriggerSpec, TriggerState>
{
    /// <summary>Puts module options and blacklists into the image that boots.</summary>
    public const string Initramfs = "initramfs";

    /// <summary>Loads the modules that are to be loaded at boot.</summary>
    public const string ModulesLoad = "modules-load";

    /// <summary>Lets systemd-resolved read its configuration.</summary>
    public const string Resolved = "systemd-resolved";

    public override string Kind => "trigger";

    protected override JsonTypeInfo<TriggerSpec> SpecJson => SystemJson.Default.TriggerSpec;

    /// <summary>The resource of a trigger.</summary>
    public static Resource Resource(string name, Origin origin) => new(new ResourceId("trigger", name), new TriggerSpec(), origin);

    protected override ValueTask<TriggerState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new((TriggerState?)null);

    protected override IEnumerable<Difference> Compare(TriggerSpec desired, TriggerState? actual) => [];

    protected override Task ApplyAsync(string name, TriggerSpec desired, TriggerState? actual, IHost host, CancellationToken ct) => Task.CompletedTask;

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => Task.CompletedTask;

    protected override async Task RefreshAsync(string name, TriggerSpec desired, IHost host, CancellationToken ct)
    {
        var result = await host.RunAsync(CommandOf(name), ct);
        if (result.ExitCode != CommandResult.NotFound || name != Initramfs)
        {
            result.EnsureSuccess();
        }
    }

    private static Command CommandOf(string name) => name switch
    {
        // A host without the program (a container) has no such image, so there is nothing to do.
        Initramfs => new Command("update-initramfs", "-u") { Timeout = TimeSpan.FromMinutes(15), Grace = TimeSpan.FromMinutes(5) },
        ModulesLoad => new Command("systemctl", "restart", "systemd-modules-load.service"),
        Resolved => new Command("systemctl", "try-reload-or-restart", "systemd-resolved.service"),
        _ => throw new ResourceException(FailureKind.NeedsPerson, $"there is no trigger '{name}'"),
    };
}
