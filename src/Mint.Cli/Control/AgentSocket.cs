using System.Net.Sockets;
using Grpc.Net.Client;

namespace Mint.Cli.Control;

/// <summary>The way to the agent: a unix domain socket that root and the group <c>mint</c> may use.</summary>
internal static class AgentSocket
{
    /// <summary>Where the agent listens, unless told otherwise.</summary>
    public const string DefaultPath = "/run/mint-agent/control.sock";

    /// <summary>Opens a gRPC channel.</summary>
    /// <exception cref="CommandException">The agent does not run, or the caller may not speak with it.</exception>
    public static async Task<GrpcChannel> OpenChannelAsync(string path, CancellationToken ct)
    {
        // Connected here rather than inside the channel, so that the reason of a failure is an errno, not a text. The channel
        // gets this very connection.
        Socket? first = await ConnectAsync(path, ct);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = Interlocked.Exchange(ref first, null) ?? await ConnectAsync(path, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = 64 << 20,
        });
    }

    private static async Task<Socket> ConnectAsync(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Explain(path, e);
        }
    }

    private static CommandException Explain(string path, SocketException e) => e.SocketErrorCode switch
    {
        // What .NET makes of ENOENT for a unix socket.
        SocketError.AddressNotAvailable => new CommandException($"The agent is not running: {path} is not there.", "Start it: sudo systemctl start mint-agent"),
        SocketError.ConnectionRefused => new CommandException(
            $"The agent is not running: nobody listens on {path}.", "Start it: sudo systemctl restart mint-agent"),
        SocketError.AccessDenied => new CommandException(
            $"You may not speak with the agent: {path} is open to root and to members of the group mint.",
            "Use sudo, or ask to be made a member: users: { you: { groups: [mint] } } in the config repo"),
        _ => new CommandException($"Can't connect to {path}: {e.Message}"),
    };
}
