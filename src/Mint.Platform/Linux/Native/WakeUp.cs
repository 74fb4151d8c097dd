using System.ComponentModel;
using Microsoft.Win32.SafeHandles;

namespace Mint.Platform.Linux.Native;

/// <summary>Lets a thread sleep in the kernel until a descriptor has something to read or somebody wakes it. Costs nothing while idle.</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private readonly SafeFileHandle handle;

    public WakeUp()
    {
        var fd = Libc.EventFd(0, OpenFlags.CloseOnExec | OpenFlags.NonBlocking);
        handle = fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw new Win32Exception(Errno.Last);
    }

    /// <summary>Ends the current wait, and every later one.</summary>
    public void Set()
    {
        ulong one = 1;
        _ = Libc.Write((int)handle.DangerousGetHandle(), (byte*)&one, sizeof(ulong));
    }

    /// <summary>Sleeps.</summary>
    /// <param name="fd">What to wait for; -1 for nothing.</param>
    /// <param name="timeout">At most this long; null for ever.</param>
    /// <returns>False once <see cref="Set"/> was called.</returns>
    public bool Wait(int fd, TimeSpan? timeout)
    {
        var entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Fd = (int)handle.DangerousGetHandle(), Events = PollEntry.In };
        entries[1] = new PollEntry { Fd = fd, Events = PollEntry.In };
        var milliseconds = timeout is { } t ? (int)Math.Clamp(Math.Ceiling(t.TotalMilliseconds), 0, int.MaxValue) : -1;

        // Interrupted by a signal looks like a timeout, which every caller must be able to bear.
        _ = Libc.Poll(entries, 2, milliseconds);
        return (entries[0].Returned & PollEntry.In) == 0;
    }

    public void Dispose() => handle.Dispose();
}
