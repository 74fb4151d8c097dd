using Dapper;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>What waits, over the whole fleet: held resources, paused hosts, commits that wait for their ring.</summary>
internal sealed class HoldQueries(Database database)
{
    /// <summary>A page, oldest first.</summary>
    public async Task<ListHoldsResponse> ListAsync(ListHoldsRequest request, Caller caller, CancellationToken ct)
    {
        var filter = FilterText.Parse(request.Filter, "host", "group", "customer");
        await using var connection = await database.OpenAsync(ct);
        var held = await ResourcesAsync(connection, filter, caller, ct);
        var hosts = await HostsAsync(connection, filter, caller, ct);
        var all = held.Concat(hosts).Where(h => filter.Free.All(word => Mentions(h, word))).OrderBy(h => h.Since?.Seconds ?? 0).ThenBy(h => h.Host, StringComparer.Ordinal).ToList();
        var (skip, size) = ((int)(Paging.AfterNumber(request.PageToken) ?? 0), Paging.Size(request.PageSize));
        var response = new ListHoldsResponse { NextPageToken = Paging.Token(all.Count > skip + size ? FleetMapping.Number(skip + size) : null) };
        response.Holds.AddRange(all.Skip(skip).Take(size));
        return response;
    }

    private static async Task<IEnumerable<HostHold>> ResourcesAsync(System.Data.Common.DbConnection connection, FilterText filter, Caller caller, CancellationToken ct)
    {
        var where = Matching(filter, caller).And("c.condition = 'held'");
        var rows = await connection.QueryAsync<ConcernRow>(new CommandDefinition(
            $"SELECT c.host, c.resource, c.condition, c.message, c.until, c.origin, c.failure_kind, c.since FROM concerns c JOIN hosts h ON h.name = c.host {where}",
            where.Parameters,
            cancellationToken: ct));
        return rows.Select(row => new HostHold
        {
            Host = row.Host,
            Resource = row.Resource,
            Reason = row.Message,
            Since = FleetMapping.Time(row.Since),
            Until = FleetMapping.Time(row.Until),
            Origin = row.Origin,
        });
    }

    private static async Task<IEnumerable<HostHold>> HostsAsync(System.Data.Common.DbConnection connection, FilterText filter, Caller caller, CancellationToken ct)
    {
        // Who waits for a commit is not at the newest one; the others need not be read whole.
        var where = Matching(filter, caller)
            .And("(h.reported_state = 'paused' OR h.commit_id <> COALESCE((SELECT value FROM facts WHERE name = @fact), ''))", "fact", RepoStatus.HeadFact);
        var rows = await connection.QueryAsync<Reported>(new CommandDefinition(
            $"SELECT h.name, h.ring, h.state_since, r.summary FROM hosts h JOIN host_reports r ON r.host = h.name {where}", where.Parameters, cancellationToken: ct));
        return rows.SelectMany(Holds);
    }

    private static IEnumerable<HostHold> Holds(Reported row)
    {
        var summary = HostSummary.Parser.ParseFrom(row.Summary);
        if (summary.Pause is { } pause)
        {
            yield return new HostHold { Host = row.Name, Reason = pause.Reason, Who = pause.Who, Since = pause.Since, Until = pause.Until };
        }

        if (summary.WaitingCommit.Length > 0)
        {
            yield return new HostHold
            {
                Host = row.Name,
                Reason = $"{CommitName.Short(summary.WaitingCommit)}: {summary.WaitingReason}",
                Since = FleetMapping.Time(row.StateSince),
                Ring = row.Ring,
            };
        }
    }

    private static Where Matching(FilterText filter, Caller caller) => new Where()
        .OneOf("h.name", filter.ByKey["host"])
        .OneOf("h.customer", filter.ByKey["customer"])
        .HoldsOneOf("h.groups", filter.ByKey["group"])
        .SeenBy(caller, "h.customer");

    private static bool Mentions(HostHold hold, string word) =>
        $"{hold.Host} {hold.Resource} {hold.Reason}".Contains(word, StringComparison.OrdinalIgnoreCase);

    private sealed record Reported
    {
        public required string Name { get; init; }

        public required string Ring { get; init; }

        public long StateSince { get; init; }

        public required byte[] Summary { get; init; }
    }
}
