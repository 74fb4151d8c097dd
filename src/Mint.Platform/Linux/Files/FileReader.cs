using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Files;

/// <summary>Looks at files by direct system calls: one for a look, no allocation but the answer.</summary>
internal static unsafe class FileReader
{
    private const int LinkMax = 4096;
    private const int Chunk = 128 * 1024;

    /// <summary><c>lstat</c>; null when absent.</summary>
    public static FileEntry? Stat(string path)
    {
        if (!TryStat(path, follow: false, out var stat))
        {
            return null;
        }

        var type = stat.IsRegular ? FileType.File : stat.IsDirectory ? FileType.Directory : stat.IsLink ? FileType.Link : FileType.Other;
        var modified = DateTimeOffset.FromUnixTimeSeconds(stat.ModifiedSeconds).AddTicks(stat.ModifiedNanoseconds / 100);
        return new FileEntry(
            type, stat.Mode & 0xFFF, (int)stat.Uid, (int)stat.Gid, (long)stat.Size, modified, type == FileType.Link ? ReadLink(path) : null);
    }

    /// <summary>Looks at a path; false when nothing is there.</summary>
    public static bool TryStat(string path, bool follow, out StatX stat)
    {
        fixed (StatX* result = &stat)
        {
            if (Libc.StatX(Libc.AtCurrentDirectory, path, follow ? 0 : Libc.AtNoFollow, StatX.BasicStats, result) == 0)
            {
                return true;
            }
        }

        var error = Errno.Last;
        return Errno.IsAbsent(error) ? false : throw Errno.Failure(path, "can't be looked at", error);
    }

    /// <summary>The content of a regular file and its identity; null when absent.</summary>
    public static (byte[] Content, FileIdentity Identity)? Read(string path, int maxBytes)
    {
        using var file = OpenRegular(path, out var stat);
        if (file is null)
        {
            return null;
        }

        // Files of /proc tell no size, so reading goes on until there is no more.
        var buffer = new ArrayBufferWriter<byte>((int)Math.Max(512, Math.Min((long)stat.Size, maxBytes) + 1));
        while (buffer.WrittenCount <= maxBytes)
        {
            var read = RandomAccess.Read(file, buffer.GetSpan(512), buffer.WrittenCount);
            if (read == 0)
            {
                return (buffer.WrittenSpan.ToArray(), FileIdentity.Of(stat));
            }

            buffer.Advance(read);
        }

        throw new ResourceException(FailureKind.NeedsPerson, $"{path} is larger than {maxBytes} bytes");
    }

    /// <summary>SHA-256 of a regular file and its identity; null when absent.</summary>
    public static (string Hash, FileIdentity Identity)? Hash(string path)
    {
        using var file = OpenRegular(path, out var stat);
        if (file is null)
        {
            return null;
        }

        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp((long)stat.Size + 1, 512, Chunk));
        try
        {
            long offset = 0;
            for (int read; (read = RandomAccess.Read(file, buffer, offset)) > 0; offset += read)
            {
                sha.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return (Convert.ToHexStringLower(sha.GetHashAndReset()), FileIdentity.Of(stat));
    }

    /// <summary>Names inside a directory, ordinal order; empty when it is absent.</summary>
    public static IReadOnlyList<string> List(string directory)
    {
        if (!TryStat(directory, follow: true, out var stat) || !stat.IsDirectory)
        {
            return [];
        }

        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{directory} can't be listed: {e.Message}", inner: e);
        }
    }

    private static SafeFileHandle? OpenRegular(string path, out StatX stat)
    {
        // Looked at first, for opening a device can have effects; opened without blocking, for it may be a pipe a moment later.
        if (!TryStat(path, follow: true, out stat))
        {
            return null;
        }

        MustBeRegular(path, stat);
        var fd = Libc.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec | OpenFlags.NonBlocking | OpenFlags.NoTerminal, 0);
        if (fd < 0)
        {
            var error = Errno.Last;
            return Errno.IsAbsent(error) ? null : throw Errno.Failure(path, "can't be read", error);
        }

        var file = new SafeFileHandle(fd, ownsHandle: true);
        try
        {
            fixed (StatX* result = &stat)
            {
                if (Libc.StatX(fd, "", Libc.AtEmptyPath, StatX.BasicStats, result) != 0)
                {
                    throw Errno.Failure(path, "can't be looked at", Errno.Last);
                }
            }

            MustBeRegular(path, stat);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void MustBeRegular(string path, in StatX stat)
    {
        if (!stat.IsRegular)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"{path} is not a regular file");
        }
    }

    private static string? ReadLink(string path)
    {
        var buffer = stackalloc byte[LinkMax];
        var length = Libc.ReadLink(path, buffer, LinkMax);
        return length < 0 ? null : Encoding.UTF8.GetString(buffer, (int)length);
    }
}
