using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mint.Platform.Git;

/// <summary>
/// The two questions .NET has no answer for on Linux: what kind of thing a path is, and a file opened without ever waiting for a FIFO's
/// other end.
/// </summary>
internal static partial class NativeFile
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint TypeWanted = 1;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    /// <summary>What stands at a path, a link not followed. What can't be looked at is missing.</summary>
    public static RepoNodeKind KindOf(string path) =>
        Statx(CurrentDirectory, path, NoFollow, TypeWanted, out Stat stat) == 0 ? stat.Kind : RepoNodeKind.Missing;

    /// <summary>Opens a regular file for reading; null when it is (or has just become) something else.</summary>
    /// <exception cref="IOException">The file can't be opened.</exception>
    public static SafeFileHandle? OpenRegular(string path)
    {
        SafeFileHandle handle = Open(path, NonBlocking | CloseOnExec);
        if (handle.IsInvalid)
        {
            string reason = Marshal.GetLastPInvokeErrorMessage();
            handle.Dispose();
            throw new IOException($"Can't open {path}: {reason}");
        }

        if (Statx((int)handle.DangerousGetHandle(), "", EmptyPath, TypeWanted, out Stat stat) == 0 && stat.Kind == RepoNodeKind.File)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out Stat stat);

    // struct statx: the same layout on every architecture, which is why it is used rather than stat.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Stat
    {
        [FieldOffset(28)]
        public ushort Mode;

        public readonly RepoNodeKind Kind => (Mode & 0xF000) switch
        {
            0x8000 => RepoNodeKind.File,
            0x4000 => RepoNodeKind.Directory,
            0xA000 => RepoNodeKind.Link,
            _ => RepoNodeKind.Other,
        };
    }
}
