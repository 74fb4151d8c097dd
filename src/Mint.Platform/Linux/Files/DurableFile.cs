using Mint.Core.Providers;
using Mint.Platform.Linux.Native;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Platform.Linux.Files;

/// <summary>The agent's own small files: after a power cut each is the old one or the new one.</summary>
public static class DurableFile
{
    // chown(2): leaves the owner as the kernel gave it.
    private const int Unchanged = -1;

    private const int PermissionBits = 0xFFF;
    private const uint OwnerOnly = 0x1C0;

    /// <summary>Replaces a file; it is on disk when this returns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    /// <param name="mode">Its permission bits; never more, not even for an instant.</param>
    /// <exception cref="ResourceException">It can't be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode) =>
        FileWriter.Write(path, content, new FileAccess(Unchanged, Unchanged, (int)mode));

    /// <summary>Makes a file unless there is one; of several that try at once exactly one makes it, whole, and it is on disk when this returns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    /// <param name="mode">Its permission bits; never more, not even for an instant.</param>
    /// <returns>False when there was one already.</returns>
    /// <exception cref="ResourceException">It can't be written.</exception>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var beside = $"{path}.{Guid.NewGuid():N}";
        Write(beside, content, mode);
        try
        {
            // Unlike a rename that looks first, a link is the look and the deed in one.
            if (Libc.Link(beside, path) != 0)
            {
                return Errno.Last == Errno.Exists ? false : throw Errno.Failure(path, "can't be made", Errno.Last);
            }
        }
        finally
        {
            _ = Libc.Unlink(beside);
        }

        DirectorySync.Sync(path);
        return true;
    }

    /// <summary>Replaces the content of a file that is there; its permissions stay.</summary>
    /// <exception cref="ResourceException">It can't be written.</exception>
    public static void Rewrite(string path, ReadOnlySpan<byte> content)
    {
        if (!FileReader.TryStat(path, follow: true, out var stat))
        {
            throw Errno.Failure(path, "can't be read", Errno.Last);
        }

        FileWriter.Write(path, content, new FileAccess((int)stat.Uid, (int)stat.Gid, stat.Mode & PermissionBits));
    }

    /// <summary>Makes a directory that only its owner may enter; one that is there is left as it is.</summary>
    /// <exception cref="ResourceException">It can't be made.</exception>
    public static void MakePrivateDirectory(string path)
    {
        if (Libc.MakeDirectory(path, OwnerOnly) != 0 && Errno.Last != Errno.Exists)
        {
            throw Errno.Failure(path, "can't be made", Errno.Last);
        }
    }

    /// <summary>Renames a file over another.</summary>
    /// <exception cref="ResourceException">It can't be renamed.</exception>
    public static void Move(string from, string to)
    {
        if (Libc.Rename(from, to) != 0)
        {
            throw Errno.Failure(to, "can't be replaced", Errno.Last);
        }

        DirectorySync.Sync(to);
    }
}
