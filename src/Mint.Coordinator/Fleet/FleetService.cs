using Dapper;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Observability;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>What people and tools ask of the fleet. Each caller sees the hosts of their customers only.</summary>
internal sealed class FleetService(
    Database database, HostQueries hosts, EventQueries events, HoldQueries holds, ICommitProgress commits, WatchHub hub, WatchMetrics metrics, TimeProvider time)
    : Mint.Protocol.V1.FleetService.FleetServiceBase
{
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public override async Task<GetFleetResponse> GetFleet(GetFleetRequest request, ServerCallContext context)
    {
        var (caller, now, ct) = (Caller.Of(context), time.GetUtcNow(), context.CancellationToken);
        var repo = await commits.RepoAsync(ct);
        await using var connection = await database.OpenAsync(ct);
        var where = new Where().And("revoked_at IS NULL").SeenBy(caller);
        var rows = (await connection.QueryAsync<HostRow>(
            new CommandDefinition($"SELECT {HostRow.Columns} FROM hosts {where} ORDER BY name", where.Parameters, cancellationToken: ct))).ToList();
        var drifts = new Where().And("e.kind = 'drift'").And("e.at >= @since", "since", now.AddDays(-1).UtcTicks).SeenBy(caller, "h.customer");
        var drift = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT count(*) FROM events e LEFT JOIN hosts h ON h.name = e.host {drifts}", drifts.Parameters, cancellationToken: ct));
        var head = repo.Head?.Id ?? "";
        var response = new GetFleetResponse
        {
            Sentence = FleetSentence.Of(rows, head, now),
            Head = repo.Head,
            Hosts = (uint)rows.Count,
            HostsAtHead = (uint)rows.Count(r => head.Length > 0 && r.CommitId == head),
            Connected = (uint)rows.Count(r => r.ConnectedTo.Length > 0),
            DriftLastDay = (uint)drift,
            SyncedAt = repo.SyncedAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            SyncError = repo.Error ?? "",
            CoordinatorVersion = Identity.Version,
        };
        response.States.AddRange(rows.GroupBy(r => r.State).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new StateCount { State = g.Key, Hosts = (uint)g.Count() }));
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
        var filter = new WatchFilter(request.Filter, caller);
        using var watcher = hub.Watch();
        using var counted = metrics.Open();
        await responseStream.WriteAsync(StillAlive(), ct);
        var coming = watcher.Reader.WaitToReadAsync(ct).AsTask();
        while (true)
        {
            if (await Task.WhenAny(coming, Task.Delay(Alive, time, ct)) != coming)
            {
                await responseStream.WriteAsync(StillAlive(), ct);
                continue;
            }

            if (!await coming)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "the watcher did not keep up, or the store was away; ask again"));
            }

            while (watcher.Reader.TryRead(out var news))
            {
                if (await ToResponseAsync(news, filter, caller, ct) is { } response)
                {
                    await responseStream.WriteAsync(response, ct);
                }
            }

            coming = watcher.Reader.WaitToReadAsync(ct).AsTask();
        }
    }

    private WatchResponse StillAlive() => new() { AliveAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()) };

    private async Task<WatchResponse?> ToResponseAsync(News news, WatchFilter filter, Caller caller, CancellationToken ct) => news switch
    {
        { Event: { } row } => await filter.EventAsync(row, hosts, ct) is { } told ? new WatchResponse { Event = told } : null,
        { Host: { } row } => filter.Host(row) is { } host ? new WatchResponse { Host = host } : null,
        { Commit: { } id } => new WatchResponse { Commit = (await commits.GetAsync(id, caller, ct)).Progress },
        _ => null,
    };
}
