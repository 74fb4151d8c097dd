using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.HostSystem;

/// <summary>A wanted time zone.</summary>
/// <param name="Timezone">Its name in the tz database.</param>
public sealed record TimezoneSpec(string Timezone);

/// <summary>The time zone of a host.</summary>
/// <param name="Zone">What /etc/localtime means; its raw form when that is no zone.</param>
/// <param name="Text">What /etc/timezone says; null where there is no such file (Debian 13).</param>
internal sealed record TimezoneState(string Zone, string? Text);

/// <summary>Kind <c>timezone</c>, with the one name <c>system</c>. Deleting leaves UTC.</summary>
internal sealed class TimezoneProvider : ResourceProvider<TimezoneSpec, TimezoneState>
{
    private const string LinkPath = "/etc/localtime";
    private const string TextPath = "/etc/timezone";

    public override string Kind => "timezone";

    protected override JsonTypeInfo<TimezoneSpec> SpecJson => SystemJson.Default.TimezoneSpec;

    protected override ValueTask<TimezoneState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(Read(host));

    protected override IEnumerable<Difference> Compare(TimezoneSpec desired, TimezoneState? actual)
    {
        if (actual?.Zone != desired.Timezone)
        {
            yield return new Difference("timezone", actual?.Zone, desired.Timezone);
        }

        if (actual?.Text is { } text && text != desired.Timezone)
        {
            yield return new Difference(TextPath, text, desired.Timezone);
        }
    }

    protected override Task ApplyAsync(string name, TimezoneSpec desired, TimezoneState? actual, IHost host, CancellationToken ct)
    {
        if (host.Stat(ZoneInfo.PathOf(desired.Timezone)) is null)
        {
            var missing = host.Stat("/usr/share/zoneinfo") is null;
            throw missing
                ? new ResourceException(FailureKind.Retry, "the tz database is not installed (package tzdata)")
                : new ResourceException(FailureKind.NeedsPerson, $"this host's tz database has no zone '{desired.Timezone}'");
        }

        // The text goes first: a cut between the two then still shows as a difference of the link.
        var now = Read(host);
        if (host.Stat(TextPath) is not null && now?.Text != desired.Timezone)
        {
            host.WriteFile(TextPath, Encoding.UTF8.GetBytes(desired.Timezone + "\n"), FileAccess.RootReadable);
        }

        if (now?.Zone != desired.Timezone)
        {
            host.CreateLink(LinkPath, ZoneInfo.PathOf(desired.Timezone));
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (host.Stat(TextPath) is not null && Read(host)?.Text is not "Etc/UTC")
        {
            host.WriteFile(TextPath, "Etc/UTC\n"u8, FileAccess.RootReadable);
        }

        host.Delete(LinkPath);
        return Task.CompletedTask;
    }

    protected override IEnumerable<ResourceId> Requires(string name, TimezoneSpec desired) => [new("package", "tzdata")];

    protected override IEnumerable<Difference> DescribeDeletion(string name, TimezoneState actual) => [new Difference("timezone", actual.Zone, "UTC")];

    protected override IEnumerable<string> WatchedPaths(string name, TimezoneSpec desired) => [LinkPath, TextPath];

    public override byte[]? Preserve(string name, IHostReader host) => Read(host) is { } state ? Encoding.UTF8.GetBytes(state.Zone) : null;

    public override Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct) =>
        ApplyAsync(name, new TimezoneSpec(Encoding.UTF8.GetString(preserved)), null, host, ct);

    private static TimezoneState? Read(IHostReader host)
    {
        if (host.Stat(LinkPath) is not { } entry)
        {
            return null;
        }

        var zone = ZoneInfo.FromLink(entry.LinkTarget) ?? entry.LinkTarget ?? "(a file of its own)";
        var text = host.ReadFile(TextPath) is { } bytes ? Encoding.UTF8.GetString(bytes).Trim() : null;
        return new TimezoneState(zone, text);
    }
}
