using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Mint.Core.Providers;
using Mint.Platform.Linux.Native;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Platform.Linux.Files;

/// <summary>
/// Replaces whole files: written beside, synced, renamed, the directory synced. The name beside is derived from the file's own, so what a
/// killed run left behind is removed by the next write of the same file. Names with a leading dot are passed over by cron, run-parts, sudo and systemd.
/// </summary>
internal static unsafe class FileWriter
{
    private const int Attempts = 3;

    /// <summary>Writes a file; a mount point, which can't be renamed over, is written in place.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, FileAccess access)
    {
        if (FileReader.TryStat(path, follow: false, out var stat) && stat.IsRegular && (stat.Attributes & StatX.MountRoot) != 0)
        {
            MountedFile.Write(path, content, access);
            return;
        }

        var temporary = TemporaryFor(path);
        try
        {
            using (var file = CreateExclusively(temporary, path))
            {
                Fill(file, path, content, access);
            }

            if (Libc.Rename(temporary, path) == 0)
            {
                DirectorySync.Sync(path);
                return;
            }

            // Kernels before 5.8 do not tell mount points; the rename does.
            var error = Errno.Last;
            if (error is not (Errno.Busy or Errno.CrossDevice))
            {
                throw Errno.Failure(path, "can't be written", error);
            }
        }
        catch
        {
            _ = Libc.Unlink(temporary);
            throw;
        }

        _ = Libc.Unlink(temporary);
        MountedFile.Write(path, content, access);
    }

    /// <summary>Makes or replaces a symbolic link.</summary>
    public static void Link(string path, string target)
    {
        var temporary = TemporaryFor(path);
        for (var attempt = 1; Libc.SymbolicLink(target, temporary) != 0; attempt++)
        {
            RemoveStale(temporary, path, attempt);
        }

        if (Libc.Rename(temporary, path) != 0)
        {
            var error = Errno.Last;
            _ = Libc.Unlink(temporary);
            throw Errno.Failure(path, "can't be made a link", error);
        }

        DirectorySync.Sync(path);
    }

    /// <summary>Writes all bytes at the descriptor's position.</summary>
    public static void WriteAll(int fd, string path, ReadOnlySpan<byte> content)
    {
        fixed (byte* start = content)
        {
            for (nint done = 0; done < content.Length;)
            {
                var written = Libc.Write(fd, start + done, (nuint)(content.Length - done));
                if (written < 0 && Errno.Last != Errno.Interrupted)
                {
                    throw Errno.Failure(path, "can't be written", Errno.Last);
                }

                done += Math.Max(written, 0);
            }
        }
    }

    /// <summary>Gives an open file its owner and mode. The owner first, for changing it clears setuid.</summary>
    public static void SetAccess(int fd, string path, FileAccess access)
    {
        // Even a change to nothing is forbidden to a service that may not give files away.
        var keepsOwner = access is { Uid: < 0, Gid: < 0 };
        if (!keepsOwner && Libc.ChangeOwner(fd, (uint)access.Uid, (uint)access.Gid) != 0)
        {
            throw Errno.Failure(path, $"can't be given to {access.Uid}:{access.Gid}", Errno.Last);
        }

        if (Libc.ChangeMode(fd, (uint)access.Mode) != 0)
        {
            throw Errno.Failure(path, "can't be given its mode", Errno.Last);
        }
    }

    /// <summary>The name beside, in the same directory: <c>.mint-3f09ab12cd45</c>.</summary>
    internal static string TemporaryFor(string path)
    {
        var name = Path.GetFileName(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 6));
        return string.Concat(path.AsSpan(0, path.Length - name.Length), ".mint-", hash);
    }

    private static void Fill(SafeFileHandle file, string path, ReadOnlySpan<byte> content, FileAccess access)
    {
        var fd = (int)file.DangerousGetHandle();
        SetAccess(fd, path, access);
        WriteAll(fd, path, content);
        if (Libc.Sync(fd) != 0)
        {
            throw Errno.Failure(path, "can't be written to disk", Errno.Last);
        }
    }

    private static SafeFileHandle CreateExclusively(string temporary, string path)
    {
        var flags = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow | OpenFlags.CloseOnExec;
        for (var attempt = 1; ; attempt++)
        {
            var fd = Libc.Open(temporary, flags, 0x180);
            if (fd >= 0)
            {
                return new SafeFileHandle(fd, ownsHandle: true);
            }

            RemoveStale(temporary, path, attempt);
        }
    }

    private static void RemoveStale(string temporary, string path, int attempt)
    {
        var error = Errno.Last;
        if (error != Errno.Exists || attempt >= Attempts)
        {
            throw error == Errno.Exists
                ? new ResourceException(FailureKind.Retry, $"{path} can't be written: {temporary} keeps coming back")
                : Errno.Failure(path, "can't be written", error);
        }

        _ = Libc.Unlink(temporary);
    }
}
