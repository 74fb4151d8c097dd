using System.Data.Common;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Observability;

/// <summary>Reads the fleet's numbers from the store, in a handful of queries whatever the fleet's size.</summary>
/// <param name="database">The store.</param>
/// <param name="repo">Who knows of the config repo.</param>
internal sealed class FleetNumbersReader(Database database, RepoStandingReader repo)
{
    /// <summary>Hosts that are named each; more would make the page as long as the fleet when a network breaks.</summary>
    public const int MostTroubled = 200;

    /// <summary>Reads them.</summary>
    /// <exception cref="DbException">The store can't be read.</exception>
    public async Task<FleetNumbers> ReadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return new FleetNumbers
        {
            Hosts = await StatesAsync(connection, "hosts", ct),
            Turns = await StatesAsync(connection, "turns", ct),
            Sums = await connection.QuerySingleAsync<HostSums>(Command(Sums, ct)),
            Troubled = [.. await connection.QueryAsync<TroubledHost>(Command(Troubled, ct))],
            DriftedResources = await connection.ExecuteScalarAsync<long>(Command("SELECT count(*) FROM concerns WHERE condition = 'drifted'", ct)),
            StoreBytes = await connection.ExecuteScalarAsync<long>(Command(database.SizeQuery, ct)),
            Repo = await repo.ReadAsync(ct),
        };
    }

    private const string Sums = """
        SELECT CAST(COALESCE(sum(CASE WHEN connected_to <> '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS Connected,
               CAST(COALESCE(sum(outbox), 0) AS BIGINT) AS OutboxSum,
               COALESCE(max(outbox), 0) AS OutboxMax,
               min(CASE WHEN enrolled_at IS NOT NULL AND revoked_at IS NULL THEN certificate_expires_at END) AS CertificateExpiresAt
        FROM hosts
        """;

    private static readonly string Troubled = $"""
        SELECT name AS Name, customer AS Customer, state AS State, state_since AS StateSince
        FROM hosts WHERE state IN ('silent', 'failed', 'absent') ORDER BY state_since, name LIMIT {MostTroubled}
        """;

    private static async Task<IReadOnlyDictionary<string, long>> StatesAsync(DbConnection connection, string table, CancellationToken ct) =>
        (await connection.QueryAsync<(string State, long Hosts)>(Command($"SELECT state, count(*) FROM {table} GROUP BY state", ct)))
            .ToDictionary(s => s.State, s => s.Hosts);

    private static CommandDefinition Command(string sql, CancellationToken ct) => new(sql, cancellationToken: ct);
}
