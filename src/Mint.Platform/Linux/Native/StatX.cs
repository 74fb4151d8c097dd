using System.Runtime.InteropServices;

namespace Mint.Platform.Linux.Native;

/// <summary>The kernel's <c>struct statx</c>, which is the same on every architecture, unlike <c>struct stat</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatX
{
    /// <summary>Type, mode, owner, inode, size, mtime and ctime.</summary>
    public const uint BasicStats = 0x7ff;

    /// <summary>In <see cref="Attributes"/>: something is mounted on the path.</summary>
    public const ulong MountRoot = 0x2000;

    private const int TypeMask = 0xF000;

    [FieldOffset(8)]
    public ulong Attributes;
    [FieldOffset(20)]
    public uint Uid;
    [FieldOffset(24)]
    public uint Gid;
    [FieldOffset(28)]
    public ushort Mode;
    [FieldOffset(32)]
    public ulong Inode;
    [FieldOffset(40)]
    public ulong Size;
    [FieldOffset(96)]
    public long ChangedSeconds;
    [FieldOffset(104)]
    public uint ChangedNanoseconds;
    [FieldOffset(112)]
    public long ModifiedSeconds;
    [FieldOffset(120)]
    public uint ModifiedNanoseconds;
    [FieldOffset(136)]
    public uint DeviceMajor;
    [FieldOffset(140)]
    public uint DeviceMinor;

    public readonly bool IsRegular => (Mode & TypeMask) == 0x8000;

    public readonly bool IsDirectory => (Mode & TypeMask) == 0x4000;

    public readonly bool IsLink => (Mode & TypeMask) == 0xA000;
}
