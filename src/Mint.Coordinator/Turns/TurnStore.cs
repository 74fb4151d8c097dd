using System.Data.Common;
using System.Globalization;
using Dapper;
using Mint.Coordinator.Hosts;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Turns;

/// <summary>Reads and writes turns. What writes runs inside of work of the write queue.</summary>
internal static class TurnStore
{
    // A host that no ring names goes with the last one, as in a rollout.
    private const string Select = $"""
        SELECT t.host, t.state, t.purpose, t.since, t.until, t.reason, t.detail, h.customer, h.groups, h.ring,
            COALESCE((SELECT r.ordinal FROM rollout_rings r WHERE r.name = h.ring), (SELECT max(ordinal) FROM rollout_rings), 0) AS Ordinal,
            h.expected AND h.enrolled_at IS NOT NULL AND h.revoked_at IS NULL AS IsIn, h.connected_to <> '' AS IsConnected, h.state = '{Standing.Silent}' AS IsSilent
        FROM turns t JOIN hosts h ON h.name = t.host
        """;

    /// <summary>Reads all places.</summary>
    public static async Task<IReadOnlyList<TurnRow>> LoadAsync(DbConnection connection, DbTransaction? transaction) =>
        (await connection.QueryAsync<TurnRow>(Select, transaction: transaction)).AsList();

    /// <summary>Reads the places of some hosts; those that have none are not among them.</summary>
    public static async Task<IReadOnlyList<TurnRow>> LoadAsync(DbConnection connection, DbTransaction? transaction, IReadOnlyList<string> hosts)
    {
        var parameters = new DynamicParameters();
        return (await connection.QueryAsync<TurnRow>($"{Select} WHERE t.host IN {parameters.AddList("h", hosts)}", parameters, transaction)).AsList();
    }

    /// <summary>Reads the places of the hosts whose streams a coordinator holds.</summary>
    public static async Task<IReadOnlyList<TurnRow>> LoadConnectedAsync(DbConnection connection, string instance, CancellationToken ct) =>
        (await connection.QueryAsync<TurnRow>(new CommandDefinition($"{Select} WHERE h.connected_to = @instance", new { instance }, cancellationToken: ct))).AsList();

    /// <summary>Notes a decision; the row's lock also keeps two coordinators from deciding at once, so it comes first.</summary>
    public static Task TouchAsync(DbConnection connection, DbTransaction transaction, DateTimeOffset now) => connection.ExecuteAsync(
        "INSERT INTO facts (name, value) VALUES ('turns.decided', @at) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { at = now.ToString("u", CultureInfo.InvariantCulture) }, transaction);

    /// <summary>Puts a host in the order. One that waits or has its turn keeps its place; one that had it and asks anew is well again, and waits like any other.</summary>
    public static Task AskAsync(DbConnection connection, DbTransaction transaction, string host, string purpose, long now) => connection.ExecuteAsync(
        $"""
        INSERT INTO turns (host, purpose, since, reason, detail)
        SELECT name, @purpose, @now, @reason, @reason FROM hosts WHERE name = @host AND expected AND enrolled_at IS NOT NULL AND revoked_at IS NULL
        ON CONFLICT (host) DO UPDATE SET
            purpose = excluded.purpose,
            since = CASE WHEN turns.until <= @now THEN excluded.since ELSE turns.since END,
            state = CASE WHEN turns.until <= @now THEN '{TurnRow.Waiting}' ELSE turns.state END,
            reason = CASE WHEN turns.until <= @now THEN excluded.reason ELSE turns.reason END,
            detail = CASE WHEN turns.until <= @now THEN excluded.detail ELSE turns.detail END,
            until = CASE WHEN turns.until <= @now THEN NULL ELSE turns.until END
        """,
        new { host, purpose, now, reason = "it has just asked, and the coordinator decides in a moment" },
        transaction);

    /// <summary>Writes what was decided of a host, unless its place is another by now.</summary>
    public static Task SaveAsync(DbConnection connection, DbTransaction transaction, TurnRow before, TurnRow row) => connection.ExecuteAsync(
        "UPDATE turns SET state = @State, since = @Since, until = @Until, reason = @Reason, detail = @Detail WHERE host = @Host AND state = @Was AND since = @WasSince",
        new { row.Host, row.State, row.Since, row.Until, row.Reason, row.Detail, Was = before.State, WasSince = before.Since },
        transaction);

    /// <summary>Takes a host's place away.</summary>
    /// <returns>Whether it had one.</returns>
    public static async Task<bool> DropAsync(DbConnection connection, DbTransaction transaction, string host) =>
        await connection.ExecuteAsync("DELETE FROM turns WHERE host = @host", new { host }, transaction) > 0;
}
