using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Files;

/// <summary>What stands still as long as nobody touches a file. A rename over it, a write and a change of its times all move it.</summary>
internal readonly record struct FileIdentity(
    ulong Device, ulong Inode, ulong Size, long ModifiedSeconds, uint ModifiedNanoseconds, long ChangedSeconds, uint ChangedNanoseconds)
{
    // The kernel stamps times with its tick (4 ms at worst); a second leaves room for file systems that are coarser.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public static FileIdentity Of(in StatX stat) => new(
        ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor,
        stat.Inode,
        stat.Size,
        stat.ModifiedSeconds,
        stat.ModifiedNanoseconds,
        stat.ChangedSeconds,
        stat.ChangedNanoseconds);

    /// <summary>
    /// Whether what was read just now may be remembered under this identity. A file that changed within the last moment may change
    /// again within the same tick of the clock, unseen; one from the future says that a clock is wrong.
    /// </summary>
    public bool IsSettled(DateTimeOffset now) =>
        DateTimeOffset.FromUnixTimeSeconds(ChangedSeconds).AddTicks(ChangedNanoseconds / 100) + Settling < now;
}
