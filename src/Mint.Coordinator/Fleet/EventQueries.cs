using Dapper;
using Google.Protobuf.WellKnownTypes;
using Mint.Coordinator.Access;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>Questions about what happened.</summary>
internal sealed class EventQueries(Database database)
{
    private static readonly string[] Keys = ["host", "kind", "resource", "action", "group", "customer"];

    /// <summary>A page of events, newest first.</summary>
    public async Task<ListEventsOfFleetResponse> ListAsync(ListEventsOfFleetRequest request, Caller caller, CancellationToken ct)
    {
        var where = Matching(FilterText.Parse(request.Filter, Keys), caller);
        var (rows, next) = await PageAsync(where, request.Since, request.Until, request.PageSize, request.PageToken, caller, ct);
        var response = new ListEventsOfFleetResponse { NextPageToken = next };
        response.Events.AddRange(rows);
        return response;
    }

    /// <summary>A page of drift, newest first. <c>kind:</c> is the kind of resource here.</summary>
    public async Task<ListDriftResponse> DriftAsync(ListDriftRequest request, Caller caller, CancellationToken ct)
    {
        var where = Drift(FilterText.Parse(request.Filter, Keys), caller);
        var (rows, next) = await PageAsync(where, request.Since, until: null, request.PageSize, request.PageToken, caller, ct);
        var response = new ListDriftResponse { NextPageToken = next };
        response.Drift.AddRange(rows);
        return response;
    }

    /// <summary>What drifted more than once from a time on, those first that did so most: a resource over all hosts, or on each by itself.</summary>
    public async Task<IReadOnlyList<Repeat>> RepeatsAsync(string text, DateTimeOffset since, bool byHost, int most, Caller caller, CancellationToken ct)
    {
        var where = Drift(FilterText.Parse(text, Keys), caller).And("e.at >= @since", "since", since.UtcTicks);
        where.Parameters.Add("most", most);
        var host = byHost ? "e.host" : "''";
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Repeat>(new CommandDefinition(
            $"""
            SELECT e.resource, {host} AS host, count(*) AS times, count(DISTINCT e.host) AS hosts, max(e.at) AS newest
            FROM events e LEFT JOIN hosts h ON h.name = e.host {where}
            GROUP BY e.resource{(byHost ? ", e.host" : "")} HAVING count(*) > 1 ORDER BY times DESC, newest DESC, e.resource LIMIT @most
            """,
            where.Parameters,
            cancellationToken: ct))];
    }

    /// <summary>How many drifts there were on each day of UTC from one on; days without any are left out.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, long>> DriftByDayAsync(DateTimeOffset since, Caller caller, CancellationToken ct)
    {
        var where = new Where().And("e.kind = 'drift'").And("e.at >= @since", "since", since.UtcTicks).SeenBy(caller, "h.customer");
        where.Parameters.Add("day", TimeSpan.TicksPerDay);
        await using var connection = await database.OpenAsync(ct);
        var days = await connection.QueryAsync<(long Day, long Times)>(new CommandDefinition(
            $"SELECT e.at / @day AS day, count(*) AS times FROM events e LEFT JOIN hosts h ON h.name = e.host {where} GROUP BY 1", where.Parameters, cancellationToken: ct));
        return days.ToDictionary(d => DateOnly.FromDayNumber((int)d.Day), d => d.Times);
    }

    /// <summary>Those of these events, for those who watch, in the order of their numbers.</summary>
    public async Task<IReadOnlyList<EventRow>> RowsAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var parameters = new DynamicParameters();
        var list = parameters.AddList("id", ids);
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<EventRow>(new CommandDefinition(
            $"SELECT {EventRow.Columns} FROM events e LEFT JOIN hosts h ON h.name = e.host WHERE e.id IN {list} ORDER BY e.id", parameters, cancellationToken: ct))];
    }

    /// <summary>An event as the caller gets it, when they may see its host.</summary>
    public async Task<HostEvent> ToldAsync(EventRow row, Caller caller, CancellationToken ct)
    {
        var told = FleetMapping.ToEvent(row);
        if (CommitNews.IsVeiled(told.Event.Kind, caller))
        {
            await using var connection = await database.OpenAsync(ct);
            await CommitNews.VeilAsync(connection, [told], caller, ct);
        }

        return told;
    }

    /// <summary>The same filter on one event in memory.</summary>
    public static Func<HostEvent, string, bool> Matcher(string text, Caller caller)
    {
        var filter = FilterText.Parse(text, Keys);
        return (told, groups) =>
            OneOf(told.Host, filter.ByKey["host"]) && OneOf(told.Event.Kind, filter.ByKey["kind"]) && OneOf(told.Event.Resource, filter.ByKey["resource"])
            && OneOf(told.Event.Action, filter.ByKey["action"])
            && (!filter.ByKey.Contains("group") || filter.ByKey["group"].Any(group => groups.Contains($" {group} ", StringComparison.Ordinal)))
            && filter.Free.All(word => (!CommitNews.IsVeiled(told.Event.Kind, caller) && told.Event.Summary.Contains(word, StringComparison.OrdinalIgnoreCase)) || told.Event.Resource.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static bool OneOf(string text, IEnumerable<string> patterns)
    {
        var any = patterns.ToList();
        return any.Count == 0 || any.Exists(pattern => Core.Guarding.Glob.Matches(pattern, text));
    }

    private static Where Matching(FilterText filter, Caller caller) => Common(filter, caller).OneOf("e.kind", filter.ByKey["kind"]);

    private static Where Drift(FilterText filter, Caller caller) =>
        Common(filter, caller).And("e.kind = 'drift'").OneOf("e.resource", filter.ByKey["kind"].Select(kind => $"{kind}/*"));

    private static Where Common(FilterText filter, Caller caller)
    {
        var where = new Where()
            .OneOf("e.host", filter.ByKey["host"])
            .OneOf("e.resource", filter.ByKey["resource"])
            .OneOf("e.action", filter.ByKey["action"])
            .OneOf("h.customer", filter.ByKey["customer"])
            .HoldsOneOf("h.groups", filter.ByKey["group"])
            .SeenBy(caller, "h.customer");
        var summary = caller.Customers.Count == 0 ? "e.summary" : $"CASE WHEN e.kind = '{CommitNews.Kind}' THEN '' ELSE e.summary END";
        foreach (var word in filter.Free)
        {
            where.Mentions(word, summary, "e.resource", "e.host");
        }

        return where;
    }

    private async Task<(IEnumerable<HostEvent> Rows, string Next)> PageAsync(
        Where where, Timestamp? since, Timestamp? until, uint asked, string token, Caller caller, CancellationToken ct)
    {
        if (since is not null)
        {
            where.And("e.at >= @since", "since", since.ToDateTimeOffset().UtcTicks);
        }

        if (until is not null)
        {
            where.And("e.at < @until", "until", until.ToDateTimeOffset().UtcTicks);
        }

        if (Paging.AfterNumber(token) is { } before)
        {
            where.And("e.id < @before", "before", before);
        }

        var size = Paging.Size(asked);
        where.Parameters.Add("size", size + 1);
        await using var connection = await database.OpenAsync(ct);
        var (rows, last) = Paging.Cut(
            await connection.QueryAsync<EventRow>(new CommandDefinition(
                $"SELECT {EventRow.Columns} FROM events e LEFT JOIN hosts h ON h.name = e.host {where} ORDER BY e.id DESC LIMIT @size", where.Parameters, cancellationToken: ct)),
            size);
        var told = rows.ConvertAll(FleetMapping.ToEvent);
        await CommitNews.VeilAsync(connection, told, caller, ct);
        return (told, Paging.Token(last is null ? null : FleetMapping.Number(last.Id)));
    }
}

/// <summary>Something that drifted more than once.</summary>
internal sealed record Repeat
{
    /// <summary>kind/name.</summary>
    public required string Resource { get; init; }

    /// <summary>On which host; empty when it is counted over all.</summary>
    public string Host { get; init; } = "";

    /// <summary>How often.</summary>
    public long Times { get; init; }

    /// <summary>On how many hosts.</summary>
    public long Hosts { get; init; }

    /// <summary>Ticks of UTC of the last time.</summary>
    public long Newest { get; init; }
}
