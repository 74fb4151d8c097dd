using Dapper;
using Google.Protobuf.WellKnownTypes;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>The whole fleet in one sentence, with the numbers that it is made of.</summary>
internal sealed class FleetOverview(Database database, ICommitProgress commits, TimeProvider time)
{
    /// <summary>As the caller may see it.</summary>
    public async Task<GetFleetResponse> GetAsync(Caller caller, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var repo = await commits.RepoAsync(caller, ct);
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
}
