using System.ComponentModel;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Network;

/// <summary>A connection to a program's Unix socket, for questions so frequent that what .NET's sockets do beside them counts.</summary>
internal sealed unsafe class LocalConnection : IDisposable
{
    private const int UnixFamily = 1;
    private const int StreamCloseOnExec = 1 | OpenFlags.CloseOnExec;
    private const int LongestPath = 107;
    private const int SocketLevel = 1;
    private const int ReceiveTimeout = 20;
    private const int SendTimeout = 21;
    private const int NoSignal = 0x4000;
    private const int PatienceInSeconds = 2;

    private readonly SafeFileHandle handle;

    private LocalConnection(int fd) => handle = new SafeFileHandle(fd, ownsHandle: true);

    private int Fd => (int)handle.DangerousGetHandle();

    /// <summary>Connects; null when nobody listens there.</summary>
    /// <exception cref="Win32Exception">It can't.</exception>
    public static LocalConnection? Open(string path)
    {
        var fd = Libc.Socket(UnixFamily, StreamCloseOnExec, 0);
        var connection = fd >= 0 ? new LocalConnection(fd) : throw new Win32Exception(Errno.Last);
        var error = connection.Connect(path);
        if (error == 0)
        {
            return connection;
        }

        connection.Dispose();

        // The file of a program that is gone is left behind.
        return error == Errno.ConnectionRefused || Errno.IsAbsent(error) ? null : throw new Win32Exception(error);
    }

    /// <summary>Sends all of a short question.</summary>
    /// <exception cref="Win32Exception">It can't.</exception>
    public void Send(ReadOnlySpan<byte> question)
    {
        fixed (byte* start = question)
        {
            if (Libc.Send(Fd, start, (nuint)question.Length, NoSignal) != question.Length)
            {
                throw new Win32Exception(Errno.Last);
            }
        }
    }

    /// <summary>Takes what has come, or waits for it a moment.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="Win32Exception">It can't, or nothing came.</exception>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do
            {
                count = Libc.Receive(Fd, start, (nuint)buffer.Length, 0);
            }
            while (count < 0 && Errno.Last == Errno.Interrupted);

            return count >= 0 ? (int)count : throw new Win32Exception(Errno.Last);
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => handle.Dispose();

    private int Connect(string path)
    {
        // struct sockaddr_un: family, path, zero.
        Span<byte> address = stackalloc byte[sizeof(ushort) + LongestPath + 1];
        address.Clear();
        address[0] = UnixFamily;
        if (!Encoding.UTF8.TryGetBytes(path, address[sizeof(ushort)..^1], out _))
        {
            return Errno.NoEntry;
        }

        var timeout = stackalloc long[2] { PatienceInSeconds, 0 };
        _ = Libc.SetSocketOption(Fd, SocketLevel, ReceiveTimeout, timeout, 2 * sizeof(long));
        _ = Libc.SetSocketOption(Fd, SocketLevel, SendTimeout, timeout, 2 * sizeof(long));
        fixed (byte* start = address)
        {
            return Libc.Connect(Fd, start, (uint)address.Length) == 0 ? 0 : Errno.Last;
        }
    }
}
