using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mint.Agent.Link.Knocks;

/// <summary>Tries one door; null when an SSH server greeted, else why not, a few words.</summary>
internal delegate Task<string?> Knock(IPEndPoint door, CancellationToken ct);

/// <summary>Reads how an SSH server greets, over a connection of its own. Nothing is ever sent.</summary>
internal static class SshGreeting
{
    private const int LongestGreeting = 255;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Does it for real.</summary>
    public static Knock Knock { get; } = KnockAsync;

    private static async Task<string?> KnockAsync(IPEndPoint door, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        using var socket = new Socket(door.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(door, limit.Token);
            return await GreetsAsync(socket, limit.Token) ? null : "something else than an SSH server answers";
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : failure.Message;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds:0} s";
        }
    }

    private static async Task<bool> GreetsAsync(Socket socket, CancellationToken ct)
    {
        var greeting = new byte[LongestGreeting];
        var length = 0;
        while (length < greeting.Length && await socket.ReceiveAsync(greeting.AsMemory(length), SocketFlags.None, ct) is var got and > 0)
        {
            length += got;
            if (length >= 4)
            {
                break;
            }
        }

        return Encoding.ASCII.GetString(greeting, 0, length).StartsWith("SSH-", StringComparison.Ordinal);
    }
}
