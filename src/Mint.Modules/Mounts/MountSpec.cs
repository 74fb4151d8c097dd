namespace Mint.Modules.Mounts;

/// <summary>A wanted file system; the resource's name is its mount point.</summary>
/// <param name="Device">What is mounted.</param>
/// <param name="Type">Type of the file system.</param>
/// <param name="Options">Options, comma-separated.</param>
/// <param name="Dump">Fifth field of fstab.</param>
/// <param name="Pass">Sixth field of fstab.</param>
/// <param name="Mounted">Whether it shall be mounted now; null: either is fine.</param>
public sealed record MountSpec(string Device, string Type, string Options, int Dump, int Pass, bool? Mounted)
{
    /// <summary>Its line in fstab.</summary>
    public FstabEntry EntryAt(string mountPoint) => new(Device, mountPoint, Type, Options, Dump, Pass);
}
