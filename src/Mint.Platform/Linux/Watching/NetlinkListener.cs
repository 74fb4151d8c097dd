using System.ComponentModel;
using Mint.Platform.Linux.Native;
using Mint.Platform.Linux.Network;

namespace Mint.Platform.Linux.Watching;

/// <summary>
/// Takes news of one part of the kernel's network. A thread of its own sleeps in the kernel; a socket that fails is opened anew. Once the constructor
/// returns, news are seen, unless the kernel refused.
/// </summary>
internal sealed class NetlinkListener : IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    private readonly Func<NetlinkSocket> open;
    private readonly INetlinkNews news;
    private readonly WakeUp stop = new();
    private readonly Thread thread;

    /// <summary>Starts listening.</summary>
    /// <param name="name">Name of its thread.</param>
    /// <param name="open">Opens a socket.</param>
    /// <param name="news">Takes the news.</param>
    public NetlinkListener(string name, Func<NetlinkSocket> open, INetlinkNews news)
    {
        (this.open, this.news) = (open, news);
        var first = TryOpen(FirstRetry);
        thread = new Thread(() => Run(first)) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
    }

    private void Run(NetlinkSocket? socket)
    {
        var delay = FirstRetry;
        while (true)
        {
            using (socket)
            {
                if (socket is not null && !Listen(socket, ref delay))
                {
                    return;
                }
            }

            if (!stop.Wait(-1, delay))
            {
                return;
            }

            delay = delay + delay < LastRetry ? delay + delay : LastRetry;
            socket = TryOpen(delay);
            if (socket is not null)
            {
                news.Missed();
            }
        }
    }

    /// <summary>Takes news until the socket fails.</summary>
    /// <returns>False when stopped.</returns>
    private bool Listen(NetlinkSocket socket, ref TimeSpan delay)
    {
        while (stop.Wait(socket.Fd, timeout: null))
        {
            switch (socket.TakeNews(news.Take))
            {
                case 0:
                    delay = FirstRetry;
                    break;
                case Errno.NoBufferSpace:
                    news.Missed();
                    break;
                case var error:
                    news.Failed(new Win32Exception(error).Message, delay);
                    return true;
            }
        }

        return false;
    }

    private NetlinkSocket? TryOpen(TimeSpan next)
    {
        try
        {
            return open();
        }
        catch (Win32Exception e)
        {
            news.Failed(e.Message, next);
            return null;
        }
    }
}

/// <summary>What becomes of news.</summary>
internal interface INetlinkNews
{
    /// <summary>Takes one message.</summary>
    void Take(ushort type, ReadOnlySpan<byte> body);

    /// <summary>Some news were lost.</summary>
    void Missed();

    /// <summary>There will be no news for a while.</summary>
    void Failed(string reason, TimeSpan nextTry);
}
