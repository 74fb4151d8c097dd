using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Link;

/// <summary>A coordinator that does what a test tells it to, over real mutual TLS.</summary>
internal sealed class FakeCoordinator : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeCoordinator(TestAuthority authority, X509Certificate2 server, int port)
    {
        Authority = authority;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = server,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (certificate, _, _) => LetIn(certificate),
            });
        }));
        app = builder.Build();
        app.MapGrpcService<Enrolments>();
        app.MapGrpcService<Links>();
    }

    public TestAuthority Authority { get; }

    public Uri Url => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single().Replace("127.0.0.1", "localhost") ?? "");

    /// <summary>Whether a client certificate passes the handshake.</summary>
    public Func<X509Certificate2, bool> LetIn { get; set; } = _ => true;

    /// <summary>An authority that this one only claims to be of.</summary>
    public TestAuthority? Claimed { get; set; }

    /// <summary>Answers an enrolment.</summary>
    public Func<EnrolRequest, EnrolResponse> Enrol { get; set; } = _ => throw new RpcException(new Status(StatusCode.Unimplemented, ""));

    /// <summary>Plays the coordinator's part of one stream.</summary>
    public Func<FakeStream, Task> Play { get; set; } = stream => stream.Untold;

    public ConcurrentQueue<EnrolRequest> Enrolled { get; } = new();

    public static async Task<FakeCoordinator> StartAsync(TestAuthority authority, X509Certificate2? server = null, int port = 0)
    {
        var coordinator = new FakeCoordinator(authority, server ?? authority.Server(), port);
        await coordinator.app.StartAsync();
        return coordinator;
    }

    /// <summary>Signs what is asked, as a good coordinator does.</summary>
    public EnrolResponse Grant(EnrolRequest request) => new()
    {
        Chain = { ByteString.CopyFrom(Authority.Sign(request.Csr.ToByteArray(), request.Host).RawData) },
        Authority = ByteString.CopyFrom(Authority.Certificate.RawData),
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private sealed class Enrolments(FakeCoordinator coordinator) : EnrolmentService.EnrolmentServiceBase
    {
        public override Task<GetAuthorityResponse> GetAuthority(GetAuthorityRequest request, ServerCallContext context) =>
            Task.FromResult(new GetAuthorityResponse { Authority = ByteString.CopyFrom((coordinator.Claimed ?? coordinator.Authority).Certificate.RawData) });

        public override Task<EnrolResponse> Enrol(EnrolRequest request, ServerCallContext context)
        {
            coordinator.Enrolled.Enqueue(request);
            return Task.FromResult(coordinator.Enrol(request));
        }
    }

    private sealed class Links(FakeCoordinator coordinator) : AgentLinkService.AgentLinkServiceBase
    {
        public override Task Connect(IAsyncStreamReader<ConnectRequest> requestStream, IServerStreamWriter<ConnectResponse> responseStream, ServerCallContext context) =>
            coordinator.Play(new FakeStream(requestStream, responseStream, context));
    }
}
