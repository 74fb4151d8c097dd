using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Guarding;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Updates;

/// <summary>Which of the services that run old code are meant.</summary>
/// <param name="Exclude">Units by full name, with a star for any text, that are left alone.</param>
/// <param name="Include">Units that are restarted although they are left alone by default.</param>
/// <param name="LeftAlone">Whether those are meant that are left alone, instead of the others.</param>
public sealed record ServiceRestartSpec(IReadOnlyList<string> Exclude, IReadOnlyList<string> Include, bool LeftAlone = false)
{
    /// <summary>
    /// A restart of these takes the machine's message bus, everybody's session, all containers, the way in or this agent with it.
    /// </summary>
    private static readonly string[] Delicate =
    [
        "dbus.service", "dbus-broker.service", "systemd-logind.service", "mint-agent.service", "docker.service", "containerd.service", "libvirtd.service",
        "user@*.service", "getty@*.service", "serial-getty@*.service", "console-getty.service", "container-getty@*.service", "gdm*.service", "lightdm.service",
        "NetworkManager.service", "networking.service", "ifup@*.service", "wg-quick@*.service",
    ];

    /// <summary>Whether a unit is meant.</summary>
    internal bool Means(string unit) => MayRestart(unit) != LeftAlone;

    private bool MayRestart(string unit) =>
        !Exclude.Any(p => Glob.Matches(p, unit))
        && (Include.Any(p => Glob.Matches(p, unit)) || !Delicate.Any(p => Glob.Matches(p, unit)));
}

/// <summary>Services that still run old code.</summary>
/// <param name="Units">By name, each with one of the replaced files that it runs.</param>
internal sealed record ServiceRestartState(IReadOnlyDictionary<string, string> Units);

/// <summary>
/// Kind <c>service-restart</c>: <c>service-restart/pending</c> are services that still run old libraries, one difference per unit;
/// <c>service-restart/left-out</c> are those among them that are never restarted, and only reported.
/// </summary>
internal sealed class ServiceRestartProvider : ResourceProvider<ServiceRestartSpec, ServiceRestartState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "service-restart";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>Those that may be restarted.</summary>
    public static ResourceId Pending { get; } = new(KindName, "pending");

    /// <summary>Those that may not.</summary>
    public static ResourceId LeftOut { get; } = new(KindName, "left-out");

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override bool ComesDue => true;

    /// <inheritdoc/>
    protected override bool TakesTurn(ServiceRestartSpec desired) => true;

    /// <inheritdoc/>
    protected override JsonTypeInfo<ServiceRestartSpec> SpecJson => UpdatesJson.Default.ServiceRestartSpec;

    /// <inheritdoc/>
    protected override ValueTask<ServiceRestartState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        var units = StaleServices.Find(host);
        return new(units.Count == 0 ? null : new ServiceRestartState(units));
    }

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(ServiceRestartSpec desired, ServiceRestartState? actual) =>
        Wanted(desired, actual).Select(u => new Difference(u.Key, $"runs the old {u.Value}", "restarted"));

    /// <inheritdoc/>
    protected override async Task ApplyAsync(string name, ServiceRestartSpec desired, ServiceRestartState? actual, IHost host, CancellationToken ct)
    {
        var failed = new List<string>();
        foreach (var (unit, _) in Wanted(desired, await ReadAsync(name, host, ct)))
        {
            ct.ThrowIfCancellationRequested();
            var result = await host.RunAsync(new Command("systemctl", "try-restart", "--quiet", "--no-ask-password", "--", unit) { Timeout = Longest }, ct);
            if (!result.Succeeded)
            {
                failed.Add($"{unit}: {result.Error.Split('\n')[0].Trim()}");
            }
        }

        if (failed.Count > 0)
        {
            throw new ResourceException(FailureKind.Retry, $"not restarted: {string.Join("; ", failed)}");
        }
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override bool Disturbs(ServiceRestartSpec desired) => true;

    private static IEnumerable<KeyValuePair<string, string>> Wanted(ServiceRestartSpec desired, ServiceRestartState? actual) =>
        (actual?.Units ?? new Dictionary<string, string>()).Where(u => desired.Means(u.Key)).OrderBy(u => u.Key, StringComparer.Ordinal);
}
