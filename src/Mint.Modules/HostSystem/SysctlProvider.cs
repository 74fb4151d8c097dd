using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.HostSystem;

/// <summary>A wanted kernel parameter; the resource's name is its key.</summary>
/// <param name="Value">The value, words parted by single spaces.</param>
public sealed record SysctlSpec(string Value);

/// <summary>A kernel parameter as it is.</summary>
/// <param name="Saved">What our file sets at boot; null when the file holds something else.</param>
/// <param name="Live">What the kernel has now; null when it has no such parameter.</param>
internal sealed record SysctlState(string? Saved, string? Live);

/// <summary>
/// Kind <c>sysctl</c>: one kernel parameter, in a file of its own for the next boot and in the kernel now. Deleting removes the file;
/// the running value stays until the next boot, since nobody knows what it would be otherwise.
/// </summary>
internal sealed class SysctlProvider : ResourceProvider<SysctlSpec, SysctlState>
{
    public override string Kind => "sysctl";

    protected override JsonTypeInfo<SysctlSpec> SpecJson => SystemJson.Default.SysctlSpec;

    protected override ValueTask<SysctlState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(Read(name, host));

    protected override IEnumerable<Difference> Compare(SysctlSpec desired, SysctlState? actual)
    {
        if (actual?.Saved != desired.Value)
        {
            yield return new Difference("value at boot", actual?.Saved, desired.Value);
        }

        if (actual is not null && actual.Live != desired.Value)
        {
            yield return new Difference("running value", actual.Live, desired.Value);
        }
    }

    protected override async Task ApplyAsync(string name, SysctlSpec desired, SysctlState? actual, IHost host, CancellationToken ct)
    {
        if (Read(name, host)?.Saved != desired.Value)
        {
            host.WriteFile(SysctlKey.FileOf(name), Encoding.UTF8.GetBytes($"{name} = {desired.Value}\n"), FileAccess.RootReadable);
        }

        if (LiveValue(name, host) != desired.Value)
        {
            (await host.RunAsync(new Command("sysctl", "-q", "-w", $"{name}={desired.Value}"), ct)).EnsureSuccess();
        }
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        host.Delete(SysctlKey.FileOf(name));
        return Task.CompletedTask;
    }

    protected override IEnumerable<ResourceId> Requires(string name, SysctlSpec desired) => [new("package", "procps"), new("trigger", TriggerProvider.ModulesLoad)];

    protected override IEnumerable<Difference> DescribeDeletion(string name, SysctlState actual) => [new Difference("value at boot", actual.Saved, null)];

    protected override IEnumerable<string> WatchedPaths(string name, SysctlSpec desired) => [SysctlKey.FileOf(name)];

    private static SysctlState? Read(string name, IHostReader host)
    {
        if (host.ReadFile(SysctlKey.FileOf(name)) is not { } bytes)
        {
            return null;
        }

        var line = Encoding.UTF8.GetString(bytes).Trim();
        var saved = line.StartsWith($"{name} = ", StringComparison.Ordinal) && !line.Contains('\n', StringComparison.Ordinal)
            ? line[(name.Length + 3)..]
            : null;
        return new SysctlState(saved, LiveValue(name, host));
    }

    private static string? LiveValue(string name, IHostReader host) =>
        host.ReadFile(SysctlKey.LivePathOf(name)) is { } bytes ? SysctlKey.Normalise(Encoding.UTF8.GetString(bytes)) : null;
}
