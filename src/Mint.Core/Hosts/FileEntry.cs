namespace Mint.Core.Hosts;

/// <summary>What a path is.</summary>
public enum FileType
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A device, socket or pipe.</summary>
    Other,
}

/// <summary>One <c>lstat</c>.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Mode">Permission bits, with setuid, setgid and sticky (0 to 07777).</param>
/// <param name="Uid">Numeric owner.</param>
/// <param name="Gid">Numeric group.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedAt">Last change of the content.</param>
/// <param name="LinkTarget">Where a link points, as written in it; null for anything else.</param>
public sealed record FileEntry(FileType Type, int Mode, int Uid, int Gid, long Size, DateTimeOffset ModifiedAt, string? LinkTarget = null);

/// <summary>Owner and permission bits to give a path.</summary>
/// <param name="Uid">Numeric owner.</param>
/// <param name="Gid">Numeric group.</param>
/// <param name="Mode">Permission bits, 0 to 07777.</param>
public readonly record struct FileAccess(int Uid, int Gid, int Mode)
{
    /// <summary>root:root 0644, for what everybody may read.</summary>
    public static FileAccess RootReadable { get; } = new(0, 0, 0x1A4);
}
