using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Linux.Network;

/// <summary>Takes one message of an answer. The bytes are gone when it returns.</summary>
internal delegate void NetlinkReply(ushort type, ReadOnlySpan<byte> body);

/// <summary>A socket to the kernel's network.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    /// <summary>NETLINK_ROUTE: links, addresses, routes.</summary>
    public const int Route = 0;

    /// <summary>NETLINK_NETFILTER.</summary>
    public const int Netfilter = 12;

    /// <summary>NETLINK_GENERIC.</summary>
    public const int Generic = 16;

    private const int Family = 16;
    private const int RawCloseOnExec = 3 | OpenFlags.CloseOnExec;
    private const int SocketLevel = 1;
    private const int ReceiveTimeout = 20;
    private const int ReceiveBufferForced = 33;
    private const int RealLength = 0x20;
    private const int DoNotWait = 0x40;

    private const ushort ErrorMessage = 2;
    private const ushort DoneMessage = 3;
    private const ushort OverrunMessage = 4;
    private const ushort Interrupted = 0x10;

    private const int Tries = 4;

    // The kernel writes at most this much at once for a list.
    private readonly byte[] buffer = new byte[32 * 1024];
    private readonly SafeFileHandle handle;
    private uint sequence;

    private NetlinkSocket(int fd) => handle = new SafeFileHandle(fd, ownsHandle: true);

    /// <summary>Opens one for questions, or for news of some groups.</summary>
    /// <param name="protocol">Which part of the kernel.</param>
    /// <param name="groups">Bits of the groups whose news are wanted.</param>
    /// <exception cref="Win32Exception">The kernel refuses.</exception>
    public static NetlinkSocket Open(int protocol, uint groups = 0)
    {
        var fd = Libc.Socket(Family, RawCloseOnExec, protocol);
        var socket = fd >= 0 ? new NetlinkSocket(fd) : throw new Win32Exception(Errno.Last);
        try
        {
            socket.Bind(groups);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>To wait on for news.</summary>
    public int Fd => (int)handle.DangerousGetHandle();

    /// <summary>Asks and takes the whole answer. A list that changed while it was written is asked for again.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="begin">Called before each try, to forget what the last one gave.</param>
    /// <param name="reply">Takes each message.</param>
    /// <returns>0, or the error number.</returns>
    public int Ask(NetlinkRequest request, Action begin, NetlinkReply reply)
    {
        var outcome = 0;
        for (var i = 0; i < Tries; i++)
        {
            begin();
            (outcome, var changed) = AskOnce(request, reply);
            if (outcome != 0 || !changed)
            {
                break;
            }
        }

        return outcome;
    }

    /// <summary>Asks for one thing.</summary>
    public int Ask(NetlinkRequest request, NetlinkReply reply) => Ask(request, static () => { }, reply);

    /// <summary>Takes news that have arrived, without waiting.</summary>
    /// <returns>0 when all was taken, or the error number: <see cref="Errno.NoBufferSpace"/> when some were lost.</returns>
    public int TakeNews(NetlinkReply reply)
    {
        while (true)
        {
            var error = Receive(DoNotWait, out var bytes);
            if (error is Errno.TryAgain)
            {
                return 0;
            }

            if (error is not 0 and not Errno.Interrupted)
            {
                return error;
            }

            for (var messages = new NetlinkMessages(bytes); messages.Next();)
            {
                reply(messages.Type, messages.Body);
            }
        }
    }

    /// <summary>Closes it. What came through it may have been secret.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(buffer);
        handle.Dispose();
    }

    private void Bind(uint groups)
    {
        // struct sockaddr_nl: family, padding, port, groups.
        var address = stackalloc uint[3] { Family, 0, groups };
        if (Libc.Bind(Fd, address, 3 * sizeof(uint)) != 0)
        {
            throw new Win32Exception(Errno.Last);
        }

        if (groups != 0)
        {
            // Not allowed to everybody, and only a comfort: fewer bursts that overflow.
            var size = 1 << 20;
            _ = Libc.SetSocketOption(Fd, SocketLevel, ReceiveBufferForced, &size, sizeof(int));
        }
        else
        {
            var timeout = stackalloc long[2] { 5, 0 };
            _ = Libc.SetSocketOption(Fd, SocketLevel, ReceiveTimeout, timeout, 2 * sizeof(long));
        }
    }

    private (int Error, bool Changed) AskOnce(NetlinkRequest request, NetlinkReply reply)
    {
        var message = request.ToBytes(++sequence);
        fixed (byte* start = message)
        {
            if (Libc.Send(Fd, start, (nuint)message.Length, 0) < 0)
            {
                return (Errno.Last, false);
            }
        }

        var changed = false;
        while (true)
        {
            var error = Receive(0, out var bytes);
            if (error == Errno.Interrupted)
            {
                continue;
            }

            if (error != 0)
            {
                return (error, changed);
            }

            if (Take(bytes, request.IsDump, reply, ref changed) is { } end)
            {
                return (end, changed);
            }
        }
    }

    /// <summary>Takes one datagram of an answer.</summary>
    /// <returns>How the answer ended; null when more is to come.</returns>
    private int? Take(ReadOnlySpan<byte> bytes, bool isDump, NetlinkReply reply, ref bool changed)
    {
        for (var messages = new NetlinkMessages(bytes); messages.Next();)
        {
            if (messages.Sequence != sequence)
            {
                continue;
            }

            changed |= (messages.Flags & Interrupted) != 0;
            switch (messages.Type)
            {
                case ErrorMessage or DoneMessage:
                    return MemoryMarshal.TryRead<int>(messages.Body, out var error) ? -error : 0;
                case OverrunMessage:
                    return Errno.NoBufferSpace;
                default:
                    reply(messages.Type, messages.Body);
                    if (!isDump)
                    {
                        return 0;
                    }

                    break;
            }
        }

        return null;
    }

    private int Receive(int flags, out ReadOnlySpan<byte> bytes)
    {
        bytes = [];
        nint length;
        fixed (byte* start = buffer)
        {
            length = Libc.Receive(Fd, start, (nuint)buffer.Length, flags | RealLength);
        }

        if (length < 0)
        {
            return Errno.Last;
        }

        // Longer than the buffer: the rest of it is gone, which is the same as news that were lost.
        var fits = length <= buffer.Length;
        bytes = fits ? buffer.AsSpan(0, (int)length) : [];
        return fits ? 0 : Errno.NoBufferSpace;
    }
}
