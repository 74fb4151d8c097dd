using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Notifications;

/// <summary>Resources that differ and stay so: only observed, held back, or given up.</summary>
internal sealed class DriftConditions(Database database) : IConditionSource
{
    /// <summary>The oldest ones; a fleet that drifts everywhere needs no longer list.</summary>
    public const int Most = 2_000;

    // What the agent repairs by itself is well again by then.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Condition>> FindAsync(DateTimeOffset now, DateTimeOffset watchingSince, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT c.host AS Host, c.resource AS Resource, c.message AS Message, c.origin AS Origin, c.since AS Since
            FROM concerns c JOIN hosts h ON h.name = c.host
            WHERE c.condition = 'drifted' AND c.since <= @due AND h.revoked_at IS NULL
            ORDER BY c.since, c.host, c.resource LIMIT @Most
            """,
            new { due = (now - Grace).UtcTicks, Most },
            cancellationToken: ct));
        return [.. rows.Select(r => new Condition(ConditionKind.Drift, $"{r.Resource} on {r.Host}", r.Host, Detail(r), new DateTimeOffset(r.Since, TimeSpan.Zero)))];
    }

    private static string Detail(Row row) => string.Join(", ", new[] { row.Message, row.Origin }.Where(part => part.Length > 0));

    private sealed record Row
    {
        public required string Host { get; init; }

        public required string Resource { get; init; }

        public required string Message { get; init; }

        public required string Origin { get; init; }

        public long Since { get; init; }
    }
}
