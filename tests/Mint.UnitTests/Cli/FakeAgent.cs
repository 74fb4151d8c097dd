using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mint.Protocol.V1;

namespace Mint.UnitTests.Cli;

/// <summary>An agent that answers what a test tells it to, on a real socket.</summary>
internal sealed class FakeAgent : ControlService.ControlServiceBase, IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mint-cli-");
    private readonly WebApplication app;

    private FakeAgent()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.WebHost.ConfigureKestrel(k => k.ListenUnixSocket(Socket, o => o.Protocols = HttpProtocols.Http2));
        app = builder.Build();
        app.MapGrpcService<FakeAgent>();
    }

    public string Socket => Path.Combine(directory.FullName, "control.sock");

    public GetStatusResponse Status { get; set; } = new();

    public List<ApplyResponse> Steps { get; } = [];

    public ListEventsResponse Events { get; set; } = new();

    public GetResourceResponse? Resource { get; set; }

    public List<ResourceOutcome> Forecast { get; } = [];

    public List<object> Requests { get; } = [];

    public static async Task<FakeAgent> StartAsync()
    {
        var agent = new FakeAgent();
        await agent.app.StartAsync();
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        directory.Delete(recursive: true);
    }

    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) => Answer(request, Status);

    public override Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context) => Answer(request, Events);

    public override Task<GetResourceResponse> GetResource(GetResourceRequest request, ServerCallContext context) => Resource is { } resource
        ? Answer(request, resource)
        : throw new RpcException(new Status(StatusCode.NotFound, $"{request.Resource} is neither wanted nor owned."));

    public override Task<PauseResponse> Pause(PauseRequest request, ServerCallContext context) => Answer(request, new PauseResponse
    {
        Pause = new Pause { Who = "anna", Reason = request.Reason, Since = MintRun.Now.ToTimestamp(), Until = request.Until },
    });

    public override Task<ResumeResponse> Resume(ResumeRequest request, ServerCallContext context) =>
        Answer(request, new ResumeResponse { Resumed = request.Confirm, Plan = { Forecast } });

    public override Task<UndoResponse> Undo(UndoRequest request, ServerCallContext context) =>
        Answer(request, new UndoResponse { Summary = $"{request.Resource} is as it was before" });

    public override async Task Apply(ApplyRequest request, IServerStreamWriter<ApplyResponse> responseStream, ServerCallContext context)
    {
        Requests.Add(request);
        foreach (var step in Steps)
        {
            await responseStream.WriteAsync(step);
        }
    }

    private Task<T> Answer<T>(object request, T response)
    {
        Requests.Add(request);
        return Task.FromResult(response);
    }
}
