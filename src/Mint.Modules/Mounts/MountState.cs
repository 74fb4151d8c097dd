using Mint.Core.Hosts;

namespace Mint.Modules.Mounts;

/// <summary>A mount point as it is.</summary>
/// <param name="Entry">Its line in fstab; null when it has none.</param>
/// <param name="Live">What is mounted there; null when nothing is.</param>
/// <param name="Device">The device that the line means now, links followed.</param>
internal sealed record MountState(FstabEntry? Entry, LiveMount? Live, string? Device)
{
    /// <summary>Whether the kernel has another device there than the line means.</summary>
    public bool IsOtherDevice =>
        Live is { } live && Device is { } device && live.Source != device && IsDisk(live.Source) && IsDisk(device);

    /// <summary>Looks; null when the mount point is neither listed nor in use.</summary>
    public static MountState? Read(string mountPoint, IHostReader host)
    {
        var entry = Fstab.Find(host, e => e.MountPoint == mountPoint && e.Type != "swap");
        var live = MountTable.Find(host.ReadFile(MountTable.Path), mountPoint);
        return entry is null && live is null ? null : new MountState(entry, live, entry is null ? null : DeviceLink.Resolve(entry.Device, host));
    }

    private static bool IsDisk(string source) => source.StartsWith("/dev/", StringComparison.Ordinal);
}
