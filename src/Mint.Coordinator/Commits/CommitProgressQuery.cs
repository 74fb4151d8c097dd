using System.Data.Common;
using System.Globalization;
using Dapper;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Rollouts;
using Mint.Coordinator.Store;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Commits;

/// <summary>Answers how far commits got, each caller for the hosts that they may see, and the commits that touch one of these.</summary>
internal sealed class CommitProgressQuery(Database database, RepoStatus status, CoordinatorOptions options) : ICommitProgress
{
    private const int UsualPage = 100;
    private const int LargestPage = 1_000;
    private const int ShortestId = 7;

    private const string CommitColumns =
        "id, subject, author, authored_at AS AuthoredAt, signed_by AS SignedBy, seen_at AS SeenAt, position, refused_reason AS RefusedReason, hosts, converged_at AS ConvergedAt";

    // What a host says of failures and holds counts for a commit only once the host runs it, or a later one.
    private const string Standing =
        """
        CASE WHEN ch.applied_at IS NOT NULL THEN 'applied'
            WHEN h.state IN ('silent', 'absent', 'revoked') THEN 'silent'
            WHEN ch.fault <> '' OR (coalesce(hc.position, 0) >= ch.position AND h.failed > 0) THEN 'failed'
            WHEN (rr.name <> '' AND rr.released_position < ch.position) OR h.reported_state = 'paused' OR (coalesce(hc.position, 0) >= ch.position AND h.held > 0) THEN 'held'
            ELSE 'pending' END
        """;

    private const string Sources =
        """
        commit_hosts ch JOIN hosts h ON h.name = ch.host
            LEFT JOIN commits hc ON hc.id = h.commit_id AND hc.refused_reason = ''
            LEFT JOIN rollout_rings rr ON rr.name = h.ring
        """;

    /// <inheritdoc/>
    public async Task<ListCommitsResponse> ListAsync(ListCommitsRequest request, Caller caller, CancellationToken ct)
    {
        var size = request.PageSize == 0 ? UsualPage : (int)Math.Min(request.PageSize, LargestPage);
        var before = request.PageToken.Length == 0 ? long.MaxValue
            : long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position
            : throw Invalid("page_token is none of this list's");
        var parameters = new DynamicParameters(new { before, limit = size + 1 });
        var which = $"position < @before AND {CommitSight.Condition(caller, parameters)}";
        await using var connection = await database.OpenAsync(ct);
        var rows = (await connection.QueryAsync<CommitRow>(new CommandDefinition(
            $"SELECT {CommitColumns} FROM commits WHERE {which} ORDER BY position DESC LIMIT @limit", parameters, cancellationToken: ct))).AsList();
        var page = rows.Take(size).ToList();
        var counts = await CountAsync(connection, caller, [.. page.Where(row => MustCount(row, caller))], ct);
        var response = new ListCommitsResponse { NextPageToken = rows.Count > size ? page[^1].Position.ToString(CultureInfo.InvariantCulture) : "" };
        response.Commits.AddRange(page.Select(row => Progress(row, MustCount(row, caller) ? counts[row.Id] : Applied(row, 0), caller)));
        return response;
    }

    /// <inheritdoc/>
    public async Task<RepoState> RepoAsync(Caller caller, CancellationToken ct)
    {
        var facts = await status.GetAsync(ct);
        return new RepoState(facts.Head.Length == 0 ? null : await CommitAsync(facts.Head, caller, ct), facts.SyncedAt, facts.Error.Length == 0 ? null : facts.Error);
    }

    /// <inheritdoc/>
    public async Task<GetCommitResponse> GetAsync(string prefix, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await FindAsync(connection, prefix, caller, ct);
        var hosts = await HostsAsync(connection, row, caller, ct);
        var counts = hosts.GroupBy(host => host.State).Select(group => new StateCount { State = group.Key, Hosts = (uint)group.Count() });
        var response = new GetCommitResponse { Progress = Progress(row, counts, caller) };
        response.Hosts.AddRange(hosts);
        return response;
    }

    /// <summary>What the caller may know of a commit: its id alone when it touches none of their hosts; null when nothing is known.</summary>
    public async Task<Commit?> CommitAsync(string id, Caller caller, CancellationToken ct)
    {
        var parameters = new DynamicParameters(new { id });
        var which = $"id = @id AND {CommitSight.Condition(caller, parameters)}";
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QueryFirstOrDefaultAsync<CommitRow>(new CommandDefinition($"SELECT {CommitColumns} FROM commits WHERE {which}", parameters, cancellationToken: ct));
        return row is not null ? Describe(row) : caller.Customers.Count > 0 ? CommitSight.Bare(new Commit { Id = id }) : null;
    }

    /// <summary>How the hosts of a ring stand to the commits in a range of positions: by the newest of them that each does not have yet.</summary>
    public async Task<IEnumerable<StateCount>> CountRingAsync(string ring, long after, long upTo, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var parameters = new DynamicParameters(new { ring, after, upTo });
        return await connection.QueryAsync<StateCount>(new CommandDefinition(
            $"""
            SELECT {Standing} AS state, count(*) AS hosts FROM {Sources}
            WHERE h.expected AND h.ring = @ring AND ch.position > @after AND ch.position <= @upTo AND NOT EXISTS (
                SELECT 1 FROM commit_hosts newer WHERE newer.host = ch.host AND newer.position > ch.position AND newer.position <= @upTo){Scope(caller, parameters)}
            GROUP BY 1 ORDER BY 1
            """,
            parameters,
            cancellationToken: ct));
    }

    // A commit that is everywhere need not be counted, unless the caller may see a part only.
    private static bool MustCount(CommitRow row, Caller caller) => row.ConvergedAt is null || caller.Customers.Count > 0;

    private static IEnumerable<StateCount> Applied(CommitRow row, long others) =>
        row.Hosts <= others ? [] : [new StateCount { State = "applied", Hosts = (uint)(row.Hosts - others) }];

    private static Task<ILookup<string, StateCount>> CountAsync(DbConnection connection, Caller caller, IReadOnlyList<CommitRow> commits, CancellationToken ct) =>
        caller.Customers.Count == 0 ? CountOpenAsync(connection, commits, ct) : CountSeenAsync(connection, caller, commits, ct);

    // A host that is away for weeks keeps every commit open; so only what is open is counted, and the rest has it.
    private static async Task<ILookup<string, StateCount>> CountOpenAsync(DbConnection connection, IReadOnlyList<CommitRow> commits, CancellationToken ct)
    {
        var parameters = new DynamicParameters();
        var open = (await connection.QueryAsync<(string Id, string State, long Hosts)>(new CommandDefinition(
            $"""
            SELECT ch.commit_id, CASE WHEN h.expected THEN {Standing} ELSE '' END AS standing, count(*) FROM {Sources}
            WHERE ch.applied_at IS NULL AND ch.commit_id IN {parameters.AddList("id", commits.Select(row => row.Id))} GROUP BY ch.commit_id, standing ORDER BY standing
            """,
            parameters,
            cancellationToken: ct))).ToLookup(row => row.Id);
        var counts = commits.SelectMany(row => Applied(row, open[row.Id].Sum(o => o.Hosts))
            .Concat(open[row.Id].Where(o => o.State.Length > 0).Select(o => new StateCount { State = o.State, Hosts = (uint)o.Hosts }))
            .Select(count => (row.Id, Count: count)));
        return counts.ToLookup(pair => pair.Id, pair => pair.Count);
    }

    private static async Task<ILookup<string, StateCount>> CountSeenAsync(DbConnection connection, Caller caller, IReadOnlyList<CommitRow> commits, CancellationToken ct)
    {
        var parameters = new DynamicParameters();
        var which = $"h.expected AND ch.commit_id IN {parameters.AddList("id", commits.Select(row => row.Id))}{Scope(caller, parameters)}";
        var rows = await connection.QueryAsync<(string Id, string State, long Hosts)>(new CommandDefinition(
            $"SELECT ch.commit_id, {Standing} AS standing, count(*) FROM {Sources} WHERE {which} GROUP BY ch.commit_id, standing ORDER BY standing",
            parameters,
            cancellationToken: ct));
        return rows.ToLookup(row => row.Id, row => new StateCount { State = row.State, Hosts = (uint)row.Hosts });
    }

    private static async Task<CommitRow> FindAsync(DbConnection connection, string prefix, Caller caller, CancellationToken ct)
    {
        if (prefix.Length is < ShortestId or > 64 || !prefix.All(char.IsAsciiHexDigitLower))
        {
            throw Invalid($"a commit is named by its id, or the first {ShortestId} digits of it or more");
        }

        var parameters = new DynamicParameters(new { like = $"{prefix}%" });
        var which = $"id LIKE @like AND {CommitSight.Condition(caller, parameters)}";
        var rows = (await connection.QueryAsync<CommitRow>(new CommandDefinition($"SELECT {CommitColumns} FROM commits WHERE {which} LIMIT 2", parameters, cancellationToken: ct))).AsList();
        return rows.Count switch
        {
            1 => rows[0],
            0 => throw new RpcException(new Status(StatusCode.NotFound, $"no commit {prefix} is known here")),
            _ => throw Invalid($"several commits begin with {prefix}; write more of its id"),
        };
    }

    private static async Task<List<CommitHost>> HostsAsync(DbConnection connection, CommitRow commit, Caller caller, CancellationToken ct)
    {
        var parameters = new DynamicParameters(new { commit.Id });
        var rows = await connection.QueryAsync<HostRow>(new CommandDefinition(
            $"""
            SELECT ch.host, {Standing} AS standing, ch.fault, h.ring, ch.applied_at AS AppliedAt, h.state, h.reason, coalesce(rr.released_position, 0) AS Released
            FROM {Sources} WHERE h.expected AND ch.commit_id = @Id{Scope(caller, parameters)} ORDER BY ch.host
            """,
            parameters,
            cancellationToken: ct));
        var concerns = (await connection.QueryAsync<ConcernRow>(new CommandDefinition(
            """
            SELECT c.host, c.resource, c.condition, c.message, c.until, c.origin FROM concerns c JOIN commit_hosts ch ON ch.host = c.host AND ch.commit_id = @Id
            WHERE ch.applied_at IS NULL AND c.condition IN ('failed', 'held') ORDER BY c.since, c.resource
            """,
            new { commit.Id },
            cancellationToken: ct))).ToLookup(c => (c.Host, c.Condition));
        var stored = await RolloutStore.LoadAsync(connection, null);
        var rollout = await RolloutSight.OfAsync(connection, stored, caller, ct);
        return [.. rows.Select(row => Describe(row, commit, concerns[(row.Host, row.Standing)].FirstOrDefault(), rollout))];
    }

    private static CommitHost Describe(HostRow row, CommitRow commit, ConcernRow? concern, RolloutState rollout)
    {
        var ring = row.Standing == "held" && row.Released < commit.Position ? rollout.Rings.FirstOrDefault(r => r.Name == row.Ring && r.Name.Length > 0) : null;
        var reason = row.Standing switch
        {
            "applied" => "",
            "failed" when row.Fault.Length > 0 => row.Fault,
            "held" when ring is not null => rollout.WhyWaiting(ring),
            "failed" or "held" when concern is not null => $"{concern.Resource}: {concern.Message}{(concern.Origin.Length > 0 ? $" ({concern.Origin})" : "")}",
            _ => row.Reason.Length > 0 ? row.Reason : row.Standing == "silent" ? row.State : "",
        };
        return new CommitHost
        {
            Host = row.Host,
            State = row.Standing,
            Reason = reason,
            Ring = row.Ring,
            Until = ring is null && row.Standing is "failed" or "held" && concern?.Until is { } until ? Time(until) : null,
            AppliedAt = row.AppliedAt is { } at ? Time(at) : null,
        };
    }

    private CommitProgress Progress(CommitRow row, IEnumerable<StateCount> counts, Caller caller)
    {
        var progress = new CommitProgress
        {
            Commit = Describe(row),
            SeenAt = Time(row.SeenAt),
            // Others' hosts count in it.
            ConvergedIn = row.ConvergedAt is { } at && caller.Customers.Count == 0 ? Duration.FromTimeSpan(TimeSpan.FromTicks(at - row.SeenAt)) : null,
            RefusedReason = row.RefusedReason,
        };
        progress.Hosts.AddRange(counts);
        return progress;
    }

    private Commit Describe(CommitRow row) => new()
    {
        Id = row.Id,
        Subject = row.Subject,
        Author = row.Author,
        AuthoredAt = Time(row.AuthoredAt),
        SignedBy = row.SignedBy,
        Branch = options.Remote.Branch,
    };

    private static string Scope(Caller caller, DynamicParameters parameters) =>
        caller.Customers.Count == 0 ? "" : $" AND h.customer IN {parameters.AddList("customer", caller.Customers)}";

    private static Timestamp Time(long ticks) => Timestamp.FromDateTimeOffset(new DateTimeOffset(ticks, TimeSpan.Zero));

    private static RpcException Invalid(string why) => new(new Status(StatusCode.InvalidArgument, why));

    private sealed record CommitRow
    {
        public string Id { get; init; } = "";

        public string Subject { get; init; } = "";

        public string Author { get; init; } = "";

        public long AuthoredAt { get; init; }

        public string SignedBy { get; init; } = "";

        public long SeenAt { get; init; }

        public long Position { get; init; }

        public string RefusedReason { get; init; } = "";

        public int Hosts { get; init; }

        public long? ConvergedAt { get; init; }
    }

    private sealed record HostRow
    {
        public string Host { get; init; } = "";

        public string Standing { get; init; } = "";

        public string Fault { get; init; } = "";

        public string Ring { get; init; } = "";

        public long? AppliedAt { get; init; }

        public string State { get; init; } = "";

        public string Reason { get; init; } = "";

        public long Released { get; init; }
    }

    private sealed record ConcernRow
    {
        public string Host { get; init; } = "";

        public string Resource { get; init; } = "";

        public string Condition { get; init; } = "";

        public string Message { get; init; } = "";

        public long? Until { get; init; }

        public string Origin { get; init; } = "";
    }
}
