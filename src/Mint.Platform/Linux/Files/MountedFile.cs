using Microsoft.Win32.SafeHandles;
using Mint.Platform.Linux.Native;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Platform.Linux.Files;

/// <summary>
/// Writes a file that something is mounted on (a container's /etc/hosts). It can't be replaced, so a reader may see a mixture for a
/// moment; space is taken beforehand, so a full disk leaves the old content.
/// </summary>
internal static class MountedFile
{
    public static void Write(string path, ReadOnlySpan<byte> content, FileAccess access)
    {
        var fd = Libc.Open(path, OpenFlags.WriteOnly | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0);
        if (fd < 0)
        {
            throw Errno.Failure(path, "can't be written", Errno.Last);
        }

        using var file = new SafeFileHandle(fd, ownsHandle: true);
        if (content.Length > 0 && Libc.Allocate(fd, 0, content.Length) is var error and (Errno.NoSpace or Errno.QuotaExceeded))
        {
            throw Errno.Failure(path, "can't be written", error);
        }

        FileWriter.SetAccess(fd, path, access);
        FileWriter.WriteAll(fd, path, content);
        if (Libc.Truncate(fd, content.Length) != 0 || Libc.Sync(fd) != 0)
        {
            throw Errno.Failure(path, "can't be written to disk", Errno.Last);
        }
    }
}
