using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Updates;

/// <summary>What is wanted: that nothing waits for a reboot.</summary>
public sealed record RebootSpec;

/// <summary>Why a host should reboot.</summary>
/// <param name="BootId">The boot that it is in.</param>
/// <param name="Kernel">The running kernel and the newer one; null when it runs the newest.</param>
/// <param name="Packages">Packages that asked for a reboot; null when none did.</param>
/// <param name="UnderWay">Whether it was asked to reboot a moment ago.</param>
internal sealed record RebootState(string BootId, string? Kernel, string? Packages, bool UnderWay);

/// <summary>
/// Kind <c>reboot</c>, one resource <c>reboot/needed</c>: due when a newer kernel is installed than the one that runs, or when a package asked for
/// a reboot. It comes after everything else of a run. Once asked for it is under way, and no longer due.
/// </summary>
internal sealed class RebootProvider : ResourceProvider<RebootSpec, RebootState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "reboot";

    private const string Required = "/run/reboot-required";

    /// <summary>A shutdown may wait for services this long; after that it did not come about.</summary>
    private static readonly TimeSpan LongestShutdown = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>The one resource.</summary>
    public static ResourceId Id { get; } = new(KindName, "needed");

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override bool ComesDue => true;

    /// <inheritdoc/>
    protected override bool TakesTurn(RebootSpec desired) => true;

    /// <inheritdoc/>
    protected override JsonTypeInfo<RebootSpec> SpecJson => UpdatesJson.Default.RebootSpec;

    /// <inheritdoc/>
    protected override ValueTask<RebootState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        var (kernel, packages) = (KernelRelease.Outdated(host), Asking(host));
        if (kernel is null && packages is null)
        {
            return new((RebootState?)null);
        }

        var boot = BootId(host);
        return new(new RebootState(boot, kernel, packages, IsUnderWay(boot, host)));
    }

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(RebootSpec desired, RebootState? actual)
    {
        if (actual is null or { UnderWay: true })
        {
            yield break;
        }

        if (actual.Kernel?.Split(" → ") is [var running, var newer])
        {
            yield return new Difference("kernel", running, newer);
        }

        if (actual.Packages is { } packages)
        {
            yield return new Difference("reboot", $"asked for by {packages}", "done");
        }
    }

    /// <inheritdoc/>
    protected override async Task ApplyAsync(string name, RebootSpec desired, RebootState? actual, IHost host, CancellationToken ct)
    {
        if (await ReadAsync(name, host, ct) is not { UnderWay: false } due)
        {
            return;
        }

        MustHelp(due, host);
        MustBeIdle(host);
        new RebootMark(due.BootId, host.Now, due.Kernel ?? "").Write(host);
        // systemd does it; the agent itself need not be able to.
        var asked = await host.RunAsync(new Command("systemctl", "reboot", "--no-ask-password", "--no-wall"), ct);
        if (!asked.Succeeded)
        {
            host.Delete(RebootMark.Path);
            asked.EnsureSuccess();
        }
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override bool Disturbs(RebootSpec desired) => true;

    /// <summary>A reboot that did not help is not tried again; and never two within an hour, whatever the reason.</summary>
    private static void MustHelp(RebootState due, IHost host)
    {
        if (RebootMark.Read(host) is not { } last)
        {
            return;
        }

        if (last.BootId != due.BootId && last.Kernel.Length > 0 && last.Kernel == due.Kernel)
        {
            throw new ResourceException(
                FailureKind.NeedsPerson,
                $"rebooted at {last.At:u} for the kernel {last.Kernel}, and the old one came up again: see which one the boot loader starts. "
                    + $"Rebooting by hand, or removing {RebootMark.Path}, lets it try again");
        }

        if (host.Now - last.At < Rest)
        {
            throw new ResourceException(FailureKind.WaitUntil, $"a reboot was asked for at {last.At:u}; there is one an hour at most", last.At + Rest);
        }
    }

    private static void MustBeIdle(IHost host)
    {
        if (Unfinished.Find(host) is { Count: > 0 } left)
        {
            throw new ResourceException(FailureKind.Retry, $"dpkg left {string.Join(", ", left.Select(l => l.Name))} unfinished: no reboot before that is mended");
        }

        if (Unfinished.AtWork(host) is { } busy)
        {
            throw new ResourceException(FailureKind.Retry, $"{busy} is at work: no reboot before it is through");
        }
    }

    private static bool IsUnderWay(string boot, IHostReader host) =>
        RebootMark.Read(host) is { } last && last.BootId == boot && host.Now - last.At < LongestShutdown;

    private static string? Asking(IHostReader host)
    {
        if (host.Stat(Required) is null)
        {
            return null;
        }

        var names = Text(host, Required + ".pkgs").Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "a package" : string.Join(", ", names);
    }

    private static string BootId(IHostReader host) => Text(host, "/proc/sys/kernel/random/boot_id");

    private static string Text(IHostReader host, string path) => Encoding.UTF8.GetString(host.ReadFile(path) ?? []).Trim();
}
