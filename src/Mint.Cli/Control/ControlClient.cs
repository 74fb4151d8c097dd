using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mint.Cli.Reports;
using Mint.Protocol.V1;

namespace Mint.Cli.Control;

/// <summary>Speaks with the agent on this host, through its control socket.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly ControlService.ControlServiceClient agent;

    private ControlClient(GrpcChannel channel) => (this.channel, agent) = (channel, new ControlService.ControlServiceClient(channel));

    /// <summary>Connects.</summary>
    /// <exception cref="CommandException">The agent does not run, or the caller may not speak with it.</exception>
    public static async Task<ControlClient> ConnectAsync(string socketPath, CancellationToken ct) =>
        new(await AgentSocket.OpenChannelAsync(socketPath, ct));

    /// <summary>The host's state.</summary>
    public Task<HostStatus> StatusAsync(CancellationToken ct) =>
        Ask(async () => ControlMapping.Map(await agent.GetStatusAsync(new GetStatusRequest(), cancellationToken: ct)), ct);

    /// <summary>What happened, newest first.</summary>
    public Task<History> HistoryAsync(DateTimeOffset? since, int limit, string? resource, CancellationToken ct)
    {
        var request = new ListEventsRequest { Limit = (uint)limit, Resource = resource ?? "", Since = since?.ToTimestamp() };
        return Ask(
            async () => new History([.. (await agent.ListEventsAsync(request, cancellationToken: ct)).Events.Select(ControlMapping.Map)]), ct);
    }

    /// <summary>One resource.</summary>
    public Task<ResourceReport> ResourceAsync(string resource, CancellationToken ct) =>
        Ask(async () => ControlMapping.Map(await agent.GetResourceAsync(new GetResourceRequest { Resource = resource }, cancellationToken: ct)), ct);

    /// <summary>Puts an adopted resource's old content back.</summary>
    public Task<DoneReport> UndoAsync(string resource, CancellationToken ct) =>
        Ask(async () => new DoneReport((await agent.UndoAsync(new UndoRequest { Resource = resource }, cancellationToken: ct)).Summary), ct);

    /// <summary>Stops changes until a time.</summary>
    public Task<PauseReport> PauseAsync(string who, string reason, DateTimeOffset until, CancellationToken ct)
    {
        var request = new PauseRequest { Who = who, Reason = reason, Until = until.ToTimestamp() };
        return Ask(async () => ControlMapping.Map((await agent.PauseAsync(request, cancellationToken: ct)).Pause), ct);
    }

    /// <summary>Tells what would change, or, confirmed, enforces again.</summary>
    public Task<ResumeReport> ResumeAsync(string who, bool confirm, CancellationToken ct)
    {
        var request = new ResumeRequest { Who = who, Confirm = confirm };
        return Ask(
            async () =>
            {
                var response = await agent.ResumeAsync(request, cancellationToken: ct);
                return new ResumeReport(response.Resumed, [.. response.Plan.Select(ControlMapping.Map)]);
            },
            ct);
    }

    /// <summary>The host's WireGuard networks.</summary>
    public Task<WireGuardReport> WireGuardAsync(CancellationToken ct) =>
        Ask(async () => ControlMapping.Map(await agent.GetWireGuardAsync(new GetWireGuardRequest(), cancellationToken: ct)), ct);

    /// <summary>Lets a new key follow in a WireGuard network.</summary>
    public Task<RotationReport> RotateAsync(string network, TimeSpan? delay, string who, CancellationToken ct)
    {
        var request = new RotateWireGuardRequest { Network = network, Delay = delay is { } wait ? Duration.FromTimeSpan(wait) : null, Who = who };
        return Ask(async () => ControlMapping.Map(await agent.RotateWireGuardAsync(request, cancellationToken: ct)), ct);
    }

    /// <summary>Converges now; each step as it happens.</summary>
    public async IAsyncEnumerable<RunStep> ApplyAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var call = agent.Apply(new ApplyRequest(), cancellationToken: ct);
        while (await Ask(() => call.ResponseStream.MoveNext(ct), ct))
        {
            if (ControlMapping.Map(call.ResponseStream.Current) is { } step)
            {
                yield return step;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private static async Task<T> Ask<T>(Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            throw new CommandException("The agent does not know this request: it is older than this mint.", "Restart it: systemctl restart mint-agent");
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            throw new CommandException("The agent went away before it had answered.", "See why: journalctl -u mint-agent -n 50");
        }
        catch (RpcException e)
        {
            throw new CommandException(e.Status.Detail);
        }
    }
}
