using System.Threading.Channels;
using Grpc.Core;
using Mint.Agent.Loop;
using Mint.Core;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Control;

/// <summary>The local control API: what <c>mint</c> asks on the host. Reached through a socket that root and the group <c>mint</c> may open.</summary>
internal sealed class ControlService(
    StatusQuery status, ILedger ledger, AgentState state, CommitPoller poller, WakeQueue queue, PersonActions actions, WireGuardActions wireGuard, TimeProvider time) : Wire.ControlService.ControlServiceBase
{
    private const int DefaultEvents = 100;
    private const int MostEvents = 10_000;

    public override Task<Wire.GetStatusResponse> GetStatus(Wire.GetStatusRequest request, ServerCallContext context) => Task.FromResult(status.Read());

    public override async Task Apply(Wire.ApplyRequest request, IServerStreamWriter<Wire.ApplyResponse> responseStream, ServerCallContext context)
    {
        var steps = Channel.CreateUnbounded<Wire.ApplyResponse>();
        var order = new ApplyOrder
        {
            Started = commit => steps.Writer.TryWrite(new Wire.ApplyResponse
            {
                Started = new Wire.RunStarted { Host = status.Host, Commit = ControlMapping.ToWire(commit, null) },
            }),
            Step = result => steps.Writer.TryWrite(new Wire.ApplyResponse { Resource = ControlMapping.ToWire(result) }),
        };
        await poller.PollAsync(context.CancellationToken);
        queue.Add(new Wake { Orders = [order] });
        var finished = FinishAsync(order, steps.Writer);
        await foreach (var step in steps.Reader.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(step, context.CancellationToken);
        }

        await finished;
    }

    public override Task<Wire.ListEventsResponse> ListEvents(Wire.ListEventsRequest request, ServerCallContext context)
    {
        var limit = request.Limit == 0 ? DefaultEvents : (int)Math.Min(request.Limit, MostEvents);
        ResourceId? resource = request.Resource.Length == 0 ? null : Parse(request.Resource);
        var response = new Wire.ListEventsResponse();
        response.Events.AddRange(ledger
            .ReadEvents(new EventQuery(limit, request.Since?.ToDateTimeOffset(), resource))
            .Select(ControlMapping.ToWire));
        return Task.FromResult(response);
    }

    public override Task<Wire.GetResourceResponse> GetResource(Wire.GetResourceRequest request, ServerCallContext context)
    {
        var id = Parse(request.Resource);
        var desired = state.Definition?.Desired;
        var wanted = desired?.Graph.Find(id);
        var owned = ledger.ReadOwned().GetValueOrDefault(id);
        var preserved = ledger.ReadPreserved(id) is not null;
        if (wanted is null && owned is null && !preserved)
        {
            throw new RpcException(new Status(StatusCode.NotFound, $"{id} is neither desired nor owned on this host"));
        }

        var response = new Wire.GetResourceResponse
        {
            Resource = id.ToString(),
            Origin = (wanted?.Origin ?? owned?.Origin)?.ToString() ?? "",
            Desired = wanted is not null,
            Owned = owned is not null,
            Ownership = owned?.Ownership.ToString().ToLowerInvariant() ?? "",
            SpecJson = (wanted is not null ? desired?.JsonOf(id) : owned?.SpecJson) ?? "",
            LastAppliedCommit = owned?.Commit ?? "",
            LastAppliedAt = ControlMapping.ToWire(owned?.AppliedAt),
            CanUndo = preserved,
        };
        response.DependsOn.AddRange(wanted?.DependsOn.Select(d => d.ToString()) ?? []);
        response.Notifies.AddRange(wanted?.Notifies.Select(d => d.ToString()) ?? []);
        response.Events.AddRange(ledger.ReadEvents(new EventQuery(20, null, id)).Select(ControlMapping.ToWire));
        return Task.FromResult(response);
    }

    public override async Task<Wire.UndoResponse> Undo(Wire.UndoRequest request, ServerCallContext context) =>
        new() { Summary = await actions.UndoAsync(Parse(request.Resource), context.CancellationToken) };

    public override Task<Wire.PauseResponse> Pause(Wire.PauseRequest request, ServerCallContext context)
    {
        if (request.Until is null || string.IsNullOrWhiteSpace(request.Reason) || string.IsNullOrWhiteSpace(request.Who))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "a pause needs who, a reason and an end"));
        }

        var pause = actions.Pause(request.Who, request.Reason, request.Until.ToDateTimeOffset());
        return Task.FromResult(new Wire.PauseResponse { Pause = ControlMapping.ToWire(pause, time.GetUtcNow()) });
    }

    public override async Task<Wire.ResumeResponse> Resume(Wire.ResumeRequest request, ServerCallContext context)
    {
        var response = new Wire.ResumeResponse { Resumed = request.Confirm };
        if (request.Confirm)
        {
            actions.Resume(request.Who);
            return response;
        }

        var plan = await actions.PreviewAsync(context.CancellationToken);
        response.Plan.AddRange(plan.Go.Select(ControlMapping.ToWire));
        response.Plan.AddRange(plan.Holds.Select(ControlMapping.ToWire));
        return response;
    }

    public override Task<Wire.GetWireGuardResponse> GetWireGuard(Wire.GetWireGuardRequest request, ServerCallContext context) => Task.FromResult(wireGuard.Read());

    public override Task<Wire.RotateWireGuardResponse> RotateWireGuard(Wire.RotateWireGuardRequest request, ServerCallContext context) =>
        wireGuard.RotateAsync(request, context.CancellationToken);

    private static async Task FinishAsync(ApplyOrder order, ChannelWriter<Wire.ApplyResponse> steps)
    {
        RunReport report;
        try
        {
            report = await order.Completion;
        }
        catch (InvalidOperationException reason)
        {
            steps.TryComplete(new RpcException(new Status(StatusCode.FailedPrecondition, reason.Message)));
            return;
        }
        catch (Core.Providers.ResourceException reason)
        {
            steps.TryComplete(new RpcException(new Status(StatusCode.Aborted, reason.Message)));
            return;
        }

        foreach (var hold in report.Holds)
        {
            steps.TryWrite(new Wire.ApplyResponse { Resource = ControlMapping.ToWire(hold) });
        }

        steps.TryWrite(new Wire.ApplyResponse { Finished = ControlMapping.ToWire(report) });
        steps.TryComplete();
    }

    private static ResourceId Parse(string text) => ResourceId.TryParse(text, out var id)
        ? id
        : throw new RpcException(new Status(StatusCode.InvalidArgument, $"'{text}' is not a resource: expected kind/name, such as file//etc/motd"));
}
