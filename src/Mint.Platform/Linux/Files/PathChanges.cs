using Mint.Core.Providers;
using Mint.Platform.Linux.Native;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Platform.Linux.Files;

/// <summary>Changes of directory entries: access, directories, renames, removal. Links are never followed.</summary>
internal static class PathChanges
{
    public static void SetAccess(string path, FileAccess access)
    {
        if (!FileReader.TryStat(path, follow: false, out var stat))
        {
            throw new ResourceException(FailureKind.Retry, $"{path} does not exist");
        }

        if (Libc.ChangeOwnerAt(Libc.AtCurrentDirectory, path, (uint)access.Uid, (uint)access.Gid, Libc.AtNoFollow) != 0)
        {
            throw Errno.Failure(path, $"can't be given to {access.Uid}:{access.Gid}", Errno.Last);
        }

        // A link has no mode of its own. Should the path have become one since the look above, the kernel refuses.
        if (!stat.IsLink && Libc.ChangeModeAt(Libc.AtCurrentDirectory, path, (uint)access.Mode, Libc.AtNoFollow) != 0)
        {
            throw Errno.Failure(path, "can't be given its mode", Errno.Last);
        }
    }

    public static void CreateDirectory(string path, FileAccess access)
    {
        // Closed to others until it has its owner.
        if (Libc.MakeDirectory(path, 0x1C0) != 0)
        {
            var error = Errno.Last;
            if (error != Errno.Exists)
            {
                throw Errno.Failure(path, "can't be made", error);
            }

            if (!FileReader.TryStat(path, follow: false, out var stat) || !stat.IsDirectory)
            {
                throw new ResourceException(FailureKind.NeedsPerson, $"{path} exists and is not a directory");
            }
        }

        SetAccess(path, access);
        DirectorySync.Sync(path);
    }

    public static void Move(string path, string newPath)
    {
        if (!FileReader.TryStat(path, follow: false, out _))
        {
            throw new ResourceException(FailureKind.Retry, $"{path} does not exist");
        }

        if (Libc.Rename(path, newPath) != 0)
        {
            throw Errno.Failure(path, $"can't be renamed to {newPath}", Errno.Last);
        }

        DirectorySync.Sync(newPath);
        DirectorySync.Sync(path);
    }

    public static void Delete(string path)
    {
        if (!FileReader.TryStat(path, follow: false, out var stat))
        {
            return;
        }

        if ((stat.IsDirectory ? Libc.RemoveDirectory(path) : Libc.Unlink(path)) != 0)
        {
            var error = Errno.Last;
            if (!Errno.IsAbsent(error))
            {
                throw Errno.Failure(path, "can't be removed", error);
            }
        }

        DirectorySync.Sync(path);
    }
}
