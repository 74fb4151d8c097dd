using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.HostSystem;

/// <summary>A wanted hostname.</summary>
/// <param name="Hostname">The name.</param>
public sealed record HostnameSpec(string Hostname);

/// <summary>The hostnames of a host.</summary>
/// <param name="Saved">The one in /etc/hostname, which the next boot takes.</param>
/// <param name="Live">The one that the kernel has now; null where that can't be seen.</param>
internal sealed record HostnameState(string Saved, string? Live);

/// <summary>
/// Kind <c>hostname</c>, with the one name <c>system</c>. Deleting empties /etc/hostname, as a host that never had one; the running
/// name stays, since a host has to have some.
/// </summary>
internal sealed class HostnameProvider : ResourceProvider<HostnameSpec, HostnameState>
{
    private const string SavedPath = "/etc/hostname";
    private const string LivePath = "/proc/sys/kernel/hostname";

    public override string Kind => "hostname";

    protected override JsonTypeInfo<HostnameSpec> SpecJson => SystemJson.Default.HostnameSpec;

    protected override ValueTask<HostnameState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(Read(host));

    protected override IEnumerable<Difference> Compare(HostnameSpec desired, HostnameState? actual)
    {
        if (actual?.Saved != desired.Hostname)
        {
            yield return new Difference("hostname", actual?.Saved, desired.Hostname);
        }

        if (actual?.Live is { } live && live != desired.Hostname)
        {
            yield return new Difference("running hostname", live, desired.Hostname);
        }
    }

    protected override async Task ApplyAsync(string name, HostnameSpec desired, HostnameState? actual, IHost host, CancellationToken ct)
    {
        if (Read(host)?.Saved != desired.Hostname)
        {
            host.WriteFile(SavedPath, Encoding.UTF8.GetBytes(desired.Hostname + "\n"), FileAccess.RootReadable);
        }

        if (FirstLine(host, LivePath) is { } live && live != desired.Hostname)
        {
            (await host.RunAsync(new Command("hostname", desired.Hostname), ct)).EnsureSuccess();
        }
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (Read(host) is not null)
        {
            host.WriteFile(SavedPath, [], FileAccess.RootReadable);
        }

        return Task.CompletedTask;
    }

    protected override IEnumerable<Difference> DescribeDeletion(string name, HostnameState actual) => [new Difference("hostname", actual.Saved, null)];

    protected override IEnumerable<string> WatchedPaths(string name, HostnameSpec desired) => [SavedPath];

    public override byte[]? Preserve(string name, IHostReader host) => Read(host) is { } state ? Encoding.UTF8.GetBytes(state.Saved) : null;

    public override Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct) =>
        ApplyAsync(name, new HostnameSpec(Encoding.UTF8.GetString(preserved)), null, host, ct);

    private static HostnameState? Read(IHostReader host) =>
        FirstLine(host, SavedPath) is { } saved ? new HostnameState(saved, FirstLine(host, LivePath)) : null;

    private static string? FirstLine(IHostReader host, string path) => Encoding.UTF8.GetString(host.ReadFile(path) ?? [])
        .Split('\n', StringSplitOptions.TrimEntries)
        .FirstOrDefault(l => l.Length > 0 && l[0] != '#');
}
