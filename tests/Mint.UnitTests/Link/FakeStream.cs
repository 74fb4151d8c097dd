using System.Security.Cryptography.X509Certificates;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Link;

/// <summary>The coordinator's end of one stream.</summary>
internal sealed class FakeStream(IAsyncStreamReader<ConnectRequest> up, IServerStreamWriter<ConnectResponse> down, ServerCallContext context)
{
    public X509Certificate2? Client => context.GetHttpContext().Connection.ClientCertificate;

    /// <summary>Ends when the agent does.</summary>
    public Task Untold => Task.Delay(Timeout.Infinite, context.CancellationToken);

    /// <summary>Ends the connection as a killed server does.</summary>
    public void Abort() => context.GetHttpContext().Abort();

    /// <summary>The next message up; null at the stream's end.</summary>
    public async Task<ConnectRequest?> NextAsync() => await up.MoveNext(context.CancellationToken) ? up.Current : null;

    /// <summary>The next message of a kind; others are passed over.</summary>
    public async Task<ConnectRequest> NextAsync(ConnectRequest.MessageOneofCase kind)
    {
        while (await NextAsync() is { } message)
        {
            if (message.MessageCase == kind)
            {
                return message;
            }
        }

        throw new InvalidOperationException($"the stream ended before a {kind}");
    }

    public Task SendAsync(ConnectResponse message) => down.WriteAsync(message, context.CancellationToken);

    /// <summary>Reads the hello and answers it.</summary>
    public async Task<Hello> WelcomeAsync(Action<Welcome>? change = null)
    {
        var hello = (await NextAsync(ConnectRequest.MessageOneofCase.Hello)).Hello;
        var welcome = new Welcome { HeartbeatEvery = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)), RolloutRelease = new RolloutRelease { All = true } };
        change?.Invoke(welcome);
        await SendAsync(new ConnectResponse { Welcome = welcome });
        return hello;
    }

    public Task AcknowledgeAsync(ulong sequence) => SendAsync(new ConnectResponse { EventAcknowledgement = new EventAcknowledgement { Sequence = sequence } });

    public Task AcknowledgeAsync(string hash) => SendAsync(new ConnectResponse { ReportAcknowledgement = new ReportAcknowledgement { StateHash = hash } });
}
