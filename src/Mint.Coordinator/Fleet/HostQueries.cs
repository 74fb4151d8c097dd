using Dapper;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Link;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>Questions about hosts and their resources.</summary>
internal sealed class HostQueries(Database database) : IHostFinder
{
    private static readonly string[] Keys = ["state", "group", "customer", "ring", "commit", "connected", "host", "all"];

    /// <summary>A page of hosts by name, and how many match in all.</summary>
    public async Task<ListHostsResponse> ListAsync(ListHostsRequest request, Caller caller, CancellationToken ct)
    {
        var size = Paging.Size(request.PageSize);
        await using var connection = await database.OpenAsync(ct);
        var counted = Matching(request.Filter, caller);
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"SELECT count(*) FROM hosts {counted}", counted.Parameters, cancellationToken: ct));
        var where = Matching(request.Filter, caller);
        if (Paging.After(request.PageToken) is { } after)
        {
            where.And("name > @after", "after", after);
        }

        where.Parameters.Add("size", size + 1);
        var (rows, last) = Paging.Cut(
            await connection.QueryAsync<HostRow>(
                new CommandDefinition($"SELECT {HostRow.Columns} FROM hosts {where} ORDER BY name LIMIT @size", where.Parameters, cancellationToken: ct)),
            size);
        var response = new ListHostsResponse { NextPageToken = Paging.Token(last?.Name), Total = (uint)total };
        response.Hosts.AddRange(rows.Select(FleetMapping.ToHost).Select(host => Masked(host, request.ReadMask)));
        return response;
    }

    /// <summary>One host.</summary>
    /// <exception cref="RpcException">NOT_FOUND: none of this name, or none that the caller may see.</exception>
    public async Task<GetHostResponse> GetAsync(string name, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<HostRow>(
            new CommandDefinition($"SELECT {HostRow.Columns} FROM hosts WHERE name = @name", new { name }, cancellationToken: ct));
        if (row is null || !caller.Sees(row.Customer))
        {
            throw NotFound(name);
        }

        var reported = await connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition("SELECT summary FROM host_reports WHERE host = @name", new { name }, cancellationToken: ct));
        var summary = reported is null ? null : HostSummary.Parser.ParseFrom(reported);
        if (summary?.Commit is { } commit && !(await CommitSight.AmongAsync(connection, caller, [commit.Id], ct)).Contains(commit.Id))
        {
            summary.Commit = CommitSight.Bare(commit);
        }

        var response = new GetHostResponse
        {
            Host = FleetMapping.ToHost(row),
            Summary = summary,
            EnrolledAt = FleetMapping.Time(row.EnrolledAt),
            CertificateExpiresAt = FleetMapping.Time(row.CertificateExpiresAt),
            WitnessedCommit = row.WitnessedCommit,
            Outbox = (ulong)row.Outbox,
        };
        response.Concerns.AddRange((await ConcernsAsync(connection, name, ct)).Select(FleetMapping.ToConcern));
        return response;
    }

    /// <summary>A page of a host's resources by id.</summary>
    /// <exception cref="RpcException">NOT_FOUND: none of this name, or none that the caller may see.</exception>
    public async Task<ListResourcesResponse> ResourcesAsync(ListResourcesRequest request, Caller caller, CancellationToken ct)
    {
        var filter = FilterText.Parse(request.Filter, "condition", "kind");
        var matching = (await AllResourcesAsync(request.Host, caller, ct)).Where(r => Matches(r, filter)).ToList();
        var after = Paging.After(request.PageToken);
        var (page, last) = Paging.Cut(
            matching.Where(r => after is null || string.CompareOrdinal(r.Resource, after) > 0), Paging.Size(request.PageSize));
        var response = new ListResourcesResponse { NextPageToken = Paging.Token(last?.Resource), Total = (uint)matching.Count };
        response.Resources.AddRange(page);
        response.Kinds.AddRange(matching.CountBy(r => KindOf(r.Resource)).Select(k => new KindCount { Kind = k.Key, Resources = (uint)k.Value }));
        return response;
    }

    /// <summary>All resources of a host, by id.</summary>
    /// <exception cref="RpcException">NOT_FOUND: none of this name, or none that the caller may see.</exception>
    public async Task<IReadOnlyList<HostResource>> AllResourcesAsync(string host, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<Packed>(
            new CommandDefinition("SELECT customer, inventory FROM hosts LEFT JOIN host_reports ON host = name WHERE name = @host", new { host }, cancellationToken: ct));
        if (found is null || !caller.Sees(found.Customer))
        {
            throw NotFound(host);
        }

        var concerns = (await ConcernsAsync(connection, host, ct)).ToDictionary(c => c.Resource, FleetMapping.ToConcern);
        var desired = Inventory.Unpack(found.Inventory);
        return
        [
            .. desired.Select(r => FleetMapping.ToResource(r, concerns.GetValueOrDefault(r.Resource)))
                .Concat(Orphans(desired, concerns))
                .OrderBy(r => r.Resource, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundHost>> FindAsync(string filter, Caller caller, CancellationToken ct)
    {
        var where = Matching(filter, caller);
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<(string Name, string ConnectedTo)>(
            new CommandDefinition($"SELECT name, connected_to FROM hosts {where} ORDER BY name", where.Parameters, cancellationToken: ct));
        return [.. rows.Select(r => new FoundHost(r.Name, r.ConnectedTo.Length > 0))];
    }

    /// <summary>The rows of these hosts, for those who watch.</summary>
    public async Task<IReadOnlyList<HostRow>> RowsAsync(IReadOnlyCollection<string> names, CancellationToken ct)
    {
        var parameters = new DynamicParameters();
        var list = parameters.AddList("name", names);
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<HostRow>(
            new CommandDefinition($"SELECT {HostRow.Columns} FROM hosts WHERE name IN {list}", parameters, cancellationToken: ct))];
    }

    private static Where Matching(string text, Caller caller)
    {
        var filter = FilterText.Parse(text, Keys);
        var where = new Where()
            .OneOf("name", filter.ByKey["host"])
            .OneOf("state", filter.ByKey["state"].Select(Word))
            .OneOf("customer", filter.ByKey["customer"])
            .OneOf("ring", filter.ByKey["ring"])
            .OneOf("commit_id", filter.ByKey["commit"].Select(c => $"{c}*"))
            .HoldsOneOf("groups", filter.ByKey["group"])
            .SeenBy(caller);
        foreach (var connected in filter.ByKey["connected"])
        {
            where.And(connected switch
            {
                "yes" => "connected_to <> ''",
                "no" => "connected_to = ''",
                _ => throw new RpcException(new Status(StatusCode.InvalidArgument, "connected: is yes or no")),
            });
        }

        if (filter.ByKey["all"].Any(all => all != "yes"))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "all: is yes"));
        }

        foreach (var word in filter.Free)
        {
            where.Mentions(word, "name", "customer", "reason");
        }

        return where;
    }

    // People say "drifting" as the dashboard does; the state is "drifted".
    private static string Word(string state) => state == "drifting" ? "drifted" : state;

    private static Host Masked(Host host, Google.Protobuf.WellKnownTypes.FieldMask? mask)
    {
        if (mask is null || mask.Paths.Count == 0)
        {
            return host;
        }

        var masked = new Host();
        mask.Merge(host, masked);
        return masked;
    }

    // What is being removed is no longer in the inventory, and may be what fails.
    private static IEnumerable<HostResource> Orphans(IReadOnlyList<ResourceReference> inventory, Dictionary<string, Concern> concerns)
    {
        var desired = inventory.Select(r => r.Resource).ToHashSet();
        return concerns.Values
            .Where(c => !desired.Contains(c.Resource))
            .Select(c => FleetMapping.ToResource(new ResourceReference { Resource = c.Resource, Origin = c.Origin }, c));
    }

    private static bool Matches(HostResource resource, FilterText filter) =>
        (!filter.ByKey.Contains("condition") || filter.ByKey["condition"].Select(Word).Contains(resource.Condition))
        && (!filter.ByKey.Contains("kind") || filter.ByKey["kind"].Contains(KindOf(resource.Resource)))
        && filter.Free.All(word => resource.Resource.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string KindOf(string id) => id.IndexOf('/', StringComparison.Ordinal) is var end and >= 0 ? id[..end] : id;

    private static async Task<IEnumerable<ConcernRow>> ConcernsAsync(System.Data.Common.DbConnection connection, string host, CancellationToken ct) =>
        await connection.QueryAsync<ConcernRow>(
            new CommandDefinition($"SELECT {ConcernRow.Columns} FROM concerns WHERE host = @host ORDER BY resource", new { host }, cancellationToken: ct));

    private static RpcException NotFound(string name) =>
        new(new Status(StatusCode.NotFound, $"no host '{name}': it is neither in the config repo nor did it ever enrol"));

    private sealed record Packed
    {
        public required string Customer { get; init; }

        public byte[]? Inventory { get; init; }
    }
}
