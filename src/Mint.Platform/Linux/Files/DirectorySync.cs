using Microsoft.Win32.SafeHandles;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Files;

/// <summary>Makes a rename or a removal survive a power cut.</summary>
internal static class DirectorySync
{
    /// <summary>Syncs the directory that holds a path.</summary>
    public static void Sync(string path)
    {
        var directory = Path.GetDirectoryName(path) ?? "/";
        var fd = Libc.Open(directory, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.CloseOnExec, 0);
        if (fd < 0)
        {
            throw Errno.Failure(directory, "can't be opened", Errno.Last);
        }

        using var handle = new SafeFileHandle(fd, ownsHandle: true);

        // Some file systems (overlays, FUSE) can't sync a directory; they say so, and there is nothing better to do.
        _ = Libc.Sync(fd);
    }
}
