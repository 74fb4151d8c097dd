using System.Runtime.InteropServices;

namespace Mint.Platform.Linux.Native;

/// <summary>The C library's <c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    /// <summary>There is something to read.</summary>
    public const short In = 1;

    public int Fd;
    public short Events;
    public short Returned;
}
