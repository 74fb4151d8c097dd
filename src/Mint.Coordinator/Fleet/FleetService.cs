using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Observability;
using Mint.Coordinator.Peers;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>What people and tools ask of the fleet. Each caller sees the hosts of their customers only.</summary>
internal sealed class FleetService(
    FleetOverview overview, HostQueries hosts, EventQueries events, HoldQueries holds, MeshQueries meshes, ICommitProgress commits, WatchHub hub, WatchMetrics metrics, StillIn gate, TimeProvider time)
    : Mint.Protocol.V1.FleetService.FleetServiceBase
{
    /// <inheritdoc/>
    public override Task<GetFleetResponse> GetFleet(GetFleetRequest request, ServerCallContext context) =>
        overview.GetAsync(Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListHostsResponse> ListHosts(ListHostsRequest request, ServerCallContext context) =>
        hosts.ListAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<GetHostResponse> GetHost(GetHostRequest request, ServerCallContext context) =>
        hosts.GetAsync(request.Host, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListResourcesResponse> ListResources(ListResourcesRequest request, ServerCallContext context) =>
        hosts.ResourcesAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListDriftResponse> ListDrift(ListDriftRequest request, ServerCallContext context) =>
        events.DriftAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListCommitsResponse> ListCommits(ListCommitsRequest request, ServerCallContext context) =>
        commits.ListAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<GetCommitResponse> GetCommit(GetCommitRequest request, ServerCallContext context) =>
        commits.GetAsync(request.Commit, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListHoldsResponse> ListHolds(ListHoldsRequest request, ServerCallContext context) =>
        holds.ListAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListEventsOfFleetResponse> ListEvents(ListEventsOfFleetRequest request, ServerCallContext context) =>
        events.ListAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListMeshesResponse> ListMeshes(ListMeshesRequest request, ServerCallContext context) =>
        meshes.ListAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        var (user, ct) = (context.GetHttpContext().User, context.CancellationToken);
        using var watcher = hub.Watch();
        using var counted = metrics.Open();
        await new WatchStream(watcher, new WatchFilter(request.Filter, Caller.Of(user), hosts, events), user, commits, gate, time).RunAsync(responseStream, ct);
    }
}
