using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Files;

namespace Mint.Modules.Ssh;

/// <summary>
/// Kind <c>sshd</c>: all settings of sshd that are ours, in one file, since one wrong line of them keeps everybody out. A new file is tried
/// beside, becomes live, is taken up by a reload, and goes again when sshd does not answer with it.
/// </summary>
/// <param name="time">Between two knocks on sshd's door.</param>
internal sealed class SshdProvider(TimeProvider time) : ResourceProvider<SshdSpec, SshdState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "sshd";

    /// <summary>The only resource of the kind.</summary>
    public static ResourceId Id { get; } = new(KindName, "settings");

    public override string Kind => KindName;

    protected override JsonTypeInfo<SshdSpec> SpecJson => SshJson.Default.SshdSpec;

    protected override ValueTask<SshdState?> ReadAsync(string name, IHostReader host, CancellationToken ct) => new(SshdState.Read(host));

    protected override IEnumerable<Difference> Compare(SshdSpec desired, SshdState? actual) =>
        actual?.Compare(desired) ?? desired.Settings.Select(s => new Difference(s.Key, null, string.Join(", ", s.Value)));

    protected override async Task ApplyAsync(string name, SshdSpec desired, SshdState? actual, IHost host, CancellationToken ct)
    {
        PathGuard.EnsureReplaceable(SshdConfiguration.Own, host.Stat(SshdConfiguration.Own), "file");
        await EnsurePortsAreOursAsync(desired, host, ct);
        var addresses = await new SshdCandidate(host).CheckAsync(desired, ct);
        await new LiveSshd(host, time).ChangeAsync(desired.ToText(), addresses, ct);
    }

    protected override async Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        if (SshdState.Read(host) is not { } found)
        {
            return;
        }

        PathGuard.EnsureReplaceable(SshdConfiguration.Own, found.Path?.Entry, "file");
        var addresses = found.Installed ? await new SshdCandidate(host).CheckWithoutOursAsync(ct) : [];
        await new LiveSshd(host, time).ChangeAsync(null, addresses, ct);
    }

    protected override IEnumerable<ResourceId> Requires(string name, SshdSpec desired) =>
        [.. PathGuard.Requires(SshdConfiguration.Own), new ResourceId("package", "openssh-server")];

    protected override IEnumerable<Difference> DescribeDeletion(string name, SshdState actual) => [new Difference("content", actual.Text, null)];

    protected override IEnumerable<string> WatchedPaths(string name, SshdSpec desired) =>
        [SshdConfiguration.Main, SshdConfiguration.DropIns + "/"];

    public override byte[]? Preserve(string name, IHostReader host) =>
        SshdState.Read(host)?.Text is { } text ? Encoding.UTF8.GetBytes(text) : null;

    public override async Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct)
    {
        var text = Encoding.UTF8.GetString(preserved);
        await new LiveSshd(host, time).ChangeAsync(text, await new SshdCandidate(host).CheckAsync(text, ct), ct);
    }

    public override bool TouchesWayIn(string name, IReadOnlyList<Difference> differences) => true;

    /// <summary>Our file as it was, and what brings sshd to read it. The note of an unproven change goes: it would be held against the file that is back.</summary>
    public override ValueTask<RestorePoint> TakeRestorePointAsync(string name, IHostReader host, CancellationToken ct) => new(new RestorePoint(
        [WayBack.Of(SshdConfiguration.Own, host), new RestoredFile(LiveSshd.Note, null, default)],
        [new RestoreCommand("systemctl", "try-reload-or-restart", "--", LiveSshd.Service)]));

    private static async Task EnsurePortsAreOursAsync(SshdSpec desired, IHost host, CancellationToken ct)
    {
        if (desired.Of("Port").Count > 0 && (await host.LoadedUnitsAsync(ct)).GetValueOrDefault("ssh.socket")?.ActiveState == "active")
        {
            throw new ResourceException(
                FailureKind.NeedsPerson,
                "ssh.socket is active, so systemd listens for sshd and a port in sshd_config counts for nothing; "
                + "stop and disable ssh.socket and enable ssh.service, or leave 'ssh.port' out");
        }
    }
}
