using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>A coordinator that answers what a test tells it to, on a real port of this machine, to those who have its token.</summary>
internal sealed class FakeCoordinator : IAsyncDisposable
{
    public const string Token = "mint_secret-token";

    private readonly WebApplication app;

    private FakeCoordinator(X509Certificate2? certificate, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, port, o =>
        {
            o.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                o.UseHttps(certificate);
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        app = builder.Build();
        app.MapGrpcService<FakeFleet>();
        app.MapGrpcService<FakeFleetAdmin>();
    }

    /// <summary>Answers by request type.</summary>
    public ConcurrentDictionary<System.Type, Func<object, object>> Answers { get; } = new();

    public ConcurrentQueue<object> Requests { get; } = new();

    /// <summary>The streams of those who watch.</summary>
    public ConcurrentQueue<Channel<WatchResponse>> Watchers { get; } = new();

    public bool RefusesWatch { get; set; }

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<FakeCoordinator> StartAsync(X509Certificate2? certificate = null, int port = 0)
    {
        var coordinator = new FakeCoordinator(certificate, port);
        await coordinator.app.StartAsync();
        return coordinator;
    }

    public void Answer<TRequest>(Func<TRequest, object> answer) => Answers[typeof(TRequest)] = request => answer((TRequest)request);

    public void Tell(WatchResponse news)
    {
        foreach (var watcher in Watchers)
        {
            watcher.Writer.TryWrite(news);
        }
    }

    public void CutLinks()
    {
        while (Watchers.TryDequeue(out var watcher))
        {
            watcher.Writer.TryComplete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        CutLinks();
        await app.DisposeAsync();
    }

    internal Task<T> AnswerTo<T>(object request, ServerCallContext context)
    {
        Admit(context);
        Requests.Enqueue(request);
        return Answers.TryGetValue(request.GetType(), out var answer)
            ? Task.FromResult((T)answer(request))
            : throw new RpcException(new Status(StatusCode.Unimplemented, "not canned"));
    }

    internal async Task WatchAsync(WatchRequest request, IServerStreamWriter<WatchResponse> stream, ServerCallContext context)
    {
        Admit(context);
        Requests.Enqueue(request);
        if (RefusesWatch)
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, "viewers of acme may not watch"));
        }

        var mine = Channel.CreateUnbounded<WatchResponse>();
        mine.Writer.TryWrite(new WatchResponse { AliveAt = MintRun.Now.ToTimestamp() });
        Watchers.Enqueue(mine);
        await foreach (var news in mine.Reader.ReadAllAsync(context.CancellationToken))
        {
            await stream.WriteAsync(news, context.CancellationToken);
        }
    }

    private static void Admit(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("authorization") != $"Bearer {Token}")
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "it expired on 2026-11-20"));
        }
    }
}
