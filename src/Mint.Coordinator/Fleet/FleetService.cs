using Dapper;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Observability;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>What people and tools ask of the fleet. Each caller sees the hosts of their customers only.</summary>
internal sealed class FleetService(
    Database database, HostQueries hosts, EventQueries events, HoldQueries holds, ICommitProgress commits, WatchHub hub, WatchMetrics metrics, ApiTokens tokens, TimeProvider time)
    : Mint.Protocol.V1.FleetService.FleetServiceBase
{
    /// <inheritdoc/>
    public override async Task<GetFleetResponse> GetFleet(GetFleetRequest request, ServerCallContext context)
    {
        var (caller, now, ct) = (Caller.Of(context), time.GetUtcNow(), context.CancellationToken);
        var repo = await commits.RepoAsync(ct);
        await using var connection = await database.OpenAsync(ct);
        var drifts = new Where().And("e.kind = 'drift'").And("e.at >= @since", "since", now.AddDays(-1).UtcTicks).SeenBy(caller, "h.customer");
        var drift = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT count(*) FROM events e LEFT JOIN hosts h ON h.name = e.host {drifts}", drifts.Parameters, cancellationToken: ct));
        var head = repo.Head?.Id ?? "";
        var counts = await FleetCounts.ReadAsync(connection, caller, head, ct);
        var response = new GetFleetResponse
        {
            Sentence = FleetSentence.Of(counts, head, now),
            Head = repo.Head,
            Hosts = (uint)counts.Hosts,
            HostsAtHead = (uint)counts.AtHead,
            Connected = (uint)counts.Connected,
            DriftLastDay = (uint)drift,
            SyncedAt = repo.SyncedAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            // It may name files of hosts that the caller may not see.
            SyncError = caller.Customers.Count == 0 ? repo.Error ?? "" : repo.Error is null ? "" : "the config repo can't be read",
            CoordinatorVersion = Identity.Version,
        };
        response.States.AddRange(counts.States.Select(s => new StateCount { State = s.State, Hosts = (uint)s.Hosts }));
        return response;
    }

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
    public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        var (caller, ct) = (Caller.Of(context), context.CancellationToken);
        using var watcher = hub.Watch();
        using var counted = metrics.Open();
        await new WatchStream(watcher, new WatchFilter(request.Filter, caller), caller, hosts, commits, tokens, time).RunAsync(responseStream, ct);
    }
}
