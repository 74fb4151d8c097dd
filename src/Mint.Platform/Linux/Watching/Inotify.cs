using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Watching;

/// <summary>One inotify instance of the kernel.</summary>
internal sealed unsafe class Inotify : IDisposable
{
    private const int HeaderSize = 16;
    private const int BufferSize = 64 * 1024;

    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly SafeFileHandle handle;

    private Inotify(int fd) => handle = new SafeFileHandle(fd, ownsHandle: true);

    /// <summary>Makes one.</summary>
    /// <exception cref="Win32Exception">The kernel refuses: root has as many as fs.inotify.max_user_instances allows, containers' included.</exception>
    public static Inotify Open()
    {
        var fd = Libc.InotifyInit(OpenFlags.CloseOnExec | OpenFlags.NonBlocking);
        return fd >= 0 ? new Inotify(fd) : throw new Win32Exception(Errno.Last);
    }

    /// <summary>To wait on for input.</summary>
    public int Fd => (int)handle.DangerousGetHandle();

    /// <summary>Watches a directory; gives the watch, the same one for the same directory, or minus the error number.</summary>
    public int Add(string directory, InotifyEvents events)
    {
        var watch = Libc.InotifyAdd(Fd, directory, (uint)events);
        return watch >= 0 ? watch : -Errno.Last;
    }

    /// <summary>Ends a watch; one that the kernel has already ended is fine.</summary>
    public void Remove(int watch) => _ = Libc.InotifyRemove(Fd, watch);

    /// <summary>Takes what has arrived, up to a buffer full; empty when there is nothing.</summary>
    public IReadOnlyList<InotifyEvent> Read()
    {
        nint length;
        fixed (byte* start = buffer)
        {
            length = Libc.Read(Fd, start, BufferSize);
        }

        return length > 0 ? Parse(buffer.AsSpan(0, (int)length)) : [];
    }

    public void Dispose() => handle.Dispose();

    /// <summary>Reads the kernel's <c>struct inotify_event</c>s: watch, mask, cookie, length of the name, the name padded with zeros.</summary>
    internal static List<InotifyEvent> Parse(ReadOnlySpan<byte> bytes)
    {
        var events = new List<InotifyEvent>();
        while (bytes.Length >= HeaderSize)
        {
            var watch = MemoryMarshal.Read<int>(bytes);
            var mask = (InotifyEvents)MemoryMarshal.Read<uint>(bytes[4..]);
            var nameLength = MemoryMarshal.Read<int>(bytes[12..]);
            var name = bytes.Slice(HeaderSize, nameLength);
            events.Add(new InotifyEvent(watch, mask, Encoding.UTF8.GetString(name.TrimEnd((byte)0))));
            bytes = bytes[(HeaderSize + nameLength)..];
        }

        return events;
    }
}

/// <summary>One event.</summary>
/// <param name="Watch">The watch; -1 for an overflow.</param>
/// <param name="Events">What happened.</param>
/// <param name="Name">Name inside the watched directory; empty for the directory itself.</param>
internal readonly record struct InotifyEvent(int Watch, InotifyEvents Events, string Name);

/// <summary>The kernel's bits.</summary>
[Flags]
internal enum InotifyEvents : uint
{
    None = 0,
    Attributes = 0x4,
    ClosedAfterWrite = 0x8,
    MovedFrom = 0x40,
    MovedTo = 0x80,
    Created = 0x100,
    Deleted = 0x200,
    SelfDeleted = 0x400,
    SelfMoved = 0x800,
    Overflow = 0x4000,
    Ignored = 0x8000,
    OnlyDirectory = 0x1000000,
    ExcludeUnlinked = 0x4000000,
}
