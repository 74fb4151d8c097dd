using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mint.Protocol.V1;

namespace Mint.LabTests.EndToEnd;

/// <summary>A coordinator in the wrong hands: it has the authority's key, so that agents believe that it is theirs, and says whatever may do harm.</summary>
internal sealed class HostileCoordinator : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Lies lies = new();

    private HostileCoordinator(X509Certificate2 certificate, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, port, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            listener.UseHttps(certificate, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(lies);
        app = builder.Build();
        app.Use(lies.SpoilAsync);
        app.MapGrpcService<Link>();
    }

    /// <summary>How it lies to who connects next.</summary>
    public Malice Malice
    {
        set => lies.Begin(value);
    }

    /// <summary>How many streams have been lied to since then.</summary>
    public int Victims => lies.Victims;

    /// <summary>Starts it on all addresses of this machine.</summary>
    public static async Task<HostileCoordinator> StartAsync(X509Certificate2 certificate, int port, CancellationToken ct)
    {
        var hostile = new HostileCoordinator(certificate, port);
        await hostile.app.StartAsync(ct);
        return hostile;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private sealed class Lies
    {
        private volatile Malice malice;
        private int victims;

        public int Victims => Volatile.Read(ref victims);

        public void Begin(Malice next)
        {
            malice = next;
            Volatile.Write(ref victims, 0);
        }

        /// <summary>Answers with bytes that are no protocol at all, where that is what is wanted.</summary>
        public async Task SpoilAsync(HttpContext context, RequestDelegate next)
        {
            Interlocked.Increment(ref victims);
            if (malice == Malice.Commands)
            {
                await next(context);
                return;
            }

            context.Response.ContentType = malice == Malice.Html ? "text/html" : "application/grpc";
            await context.Response.Body.WriteAsync(Bytes());
            await context.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(2), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private byte[] Bytes() => malice switch
        {
            // A frame of the right length with no message in it.
            Malice.Noise => [0, 0, 0, 4, 0, .. RandomNumberGenerator.GetBytes(1024)],
            // A frame that says that four gigabytes will follow.
            Malice.Endless => [0, 0xff, 0xff, 0xff, 0xff, .. RandomNumberGenerator.GetBytes(65_536)],
            _ => "<html><script>alert(1)</script>\u001b]0;owned\u0007</html>"u8.ToArray(),
        };
    }

    private sealed class Link : AgentLinkService.AgentLinkServiceBase
    {
        private const string Evil = "0123456789abcdef0123456789abcdef01234567";

        public override async Task Connect(IAsyncStreamReader<ConnectRequest> requestStream, IServerStreamWriter<ConnectResponse> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            foreach (var lie in All())
            {
                await responseStream.WriteAsync(lie, context.CancellationToken);
            }

            while (await requestStream.MoveNext(context.CancellationToken))
            {
                // Whatever comes: the stream is held open, so that the agent acts on what it heard.
            }
        }

        /// <summary>Every command there is, with what might do harm in it, and some that there are not.</summary>
        private static IEnumerable<ConnectResponse> All()
        {
            var release = new RolloutRelease { All = true, Commit = Evil, Reason = "$(touch /etc/owned); \u001b[2J" };
            yield return new ConnectResponse
            {
                Welcome = new Welcome
                {
                    AcknowledgedSequence = ulong.MaxValue,
                    StateKnown = true,
                    WitnessedCommit = "../../etc/owned",
                    HeartbeatEvery = Duration.FromTimeSpan(TimeSpan.FromDays(-1)),
                    RolloutRelease = release,
                    SentAt = new Timestamp { Seconds = long.MinValue },
                },
            };
            yield return new ConnectResponse { RolloutRelease = release };
            yield return new ConnectResponse { RolloutRelease = new RolloutRelease { Commit = "--upload-pack=touch /etc/owned" } };
            yield return new ConnectResponse { EventAcknowledgement = new EventAcknowledgement { Sequence = ulong.MaxValue } };
            yield return new ConnectResponse { ReportAcknowledgement = new ReportAcknowledgement { StateHash = Evil } };
            yield return new ConnectResponse { ReportRequest = new ReportRequest { Reason = new string('x', 100_000) } };
            yield return new ConnectResponse { CertificateGrant = new CertificateGrant { Chain = { ByteString.CopyFrom(RandomNumberGenerator.GetBytes(500)), ByteString.Empty } } };
            yield return new ConnectResponse();
            // A field that no version of the protocol has.
            yield return ConnectResponse.Parser.ParseFrom([0xfa, 0x3f, 12, .. "touch /owned"u8]);
            for (var i = 0; i < 1000; i++)
            {
                yield return new ConnectResponse { Wake = new Wake { Reason = "`touch /etc/owned`" } };
            }
        }
    }
}

/// <summary>In which way a hostile coordinator lies.</summary>
internal enum Malice
{
    /// <summary>Every command of the protocol, with hostile values.</summary>
    Commands,

    /// <summary>Messages that are noise.</summary>
    Noise,

    /// <summary>A message of four gigabytes.</summary>
    Endless,

    /// <summary>A web page.</summary>
    Html,
}
