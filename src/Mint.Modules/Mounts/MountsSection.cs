using System.ComponentModel;

namespace Mint.Modules.Mounts;

/// <summary>The <c>mounts</c> section: file systems and swap of /etc/fstab. Other lines of that file stay.</summary>
public sealed record MountsSection
{
    /// <summary>File systems by mount point.</summary>
    [Description("File systems by mount point. Nothing is ever formatted.")]
    public Dictionary<string, FilesystemEntry>? Filesystems { get; init; }

    /// <summary>Swap areas.</summary>
    [Description("Swap areas: by path for a swap file, by device, UUID= or LABEL= for a partition that is swap already.")]
    public Dictionary<string, SwapArea>? Swap { get; init; }
}

/// <summary>One file system.</summary>
public sealed record FilesystemEntry
{
    /// <summary>What is mounted.</summary>
    [Description("What is mounted: UUID=…, LABEL=…, /dev/disk/by-id/…, //server/share, server:/export, a directory to bind, or tmpfs.")]
    public required string Device { get; init; }

    /// <summary>The file system's type.</summary>
    [Description("Type of the file system: ext4, xfs, cifs, nfs, tmpfs, none (for a bind) …")]
    public required string Type { get; init; }

    /// <summary>Mount options.</summary>
    [Description("Mount options: [discard, nofail]; default [defaults].")]
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>The fifth field.</summary>
    [Description("The fifth field of fstab, for dump(8): 0 (the default) or 1.")]
    public int Dump { get; set; }

    /// <summary>The sixth field.</summary>
    [Description("Order of file system checks at boot: 0 (the default) none, 1 the root, 2 others.")]
    public int Pass { get; set; }

    /// <summary>Whether it is mounted now.</summary>
    [Description("true: mounted now and at boot (the default); false: only listed, and unmounted. With the option noauto it is left as it is.")]
    public bool? Mounted { get; init; }
}

/// <summary>One swap area.</summary>
public sealed record SwapArea
{
    /// <summary>Size of a swap file.</summary>
    [Description("Size of the swap file, which is made: 512M, 2G. Not for a partition.")]
    public string? Size { get; init; }

    /// <summary>Priority.</summary>
    [Description("Priority from 0 to 32767; a higher one is used first.")]
    public int? Priority { get; init; }
}
