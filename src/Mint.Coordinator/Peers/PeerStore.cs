using System.Data.Common;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Peers;

/// <summary>Reads and writes what hosts say of themselves. What writes runs inside of work of the write queue.</summary>
internal static class PeerStore
{
    private const string IsIn = "h.revoked_at IS NULL AND h.enrolled_at IS NOT NULL AND h.enrolment = p.enrolment";

    /// <summary>Keeps what is newer than what is kept.</summary>
    /// <returns>Whether it was.</returns>
    public static async Task<bool> KeepAsync(DbConnection connection, DbTransaction transaction, string host, IEnumerable<string> networks, long sequence, byte[] signed) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO peer_facts (host, enrolment, networks, sequence, signed)
            SELECT name, enrolment, @networks, @sequence, @signed FROM hosts WHERE name = @host AND revoked_at IS NULL
            ON CONFLICT (host) DO UPDATE SET enrolment = excluded.enrolment, networks = excluded.networks, sequence = excluded.sequence, signed = excluded.signed
            WHERE excluded.sequence > peer_facts.sequence OR excluded.enrolment <> peer_facts.enrolment
            """,
            new { host, networks = $" {string.Join(' ', networks)} ", sequence, signed },
            transaction) > 0;

    /// <summary>Who said something.</summary>
    public static async Task<IReadOnlyList<PeerRow>> LoadAsync(DbConnection connection, CancellationToken ct) => (await connection.QueryAsync<PeerRow>(new CommandDefinition(
        $"SELECT p.host, p.networks, p.sequence, {IsIn} AS IsIn FROM peer_facts p JOIN hosts h ON h.name = p.host", cancellationToken: ct))).AsList();

    /// <summary>What hosts said, those whose enrolment is in force.</summary>
    public static async Task<IReadOnlyList<(string Host, byte[] Signed)>> LoadSignedAsync(DbConnection connection, IReadOnlyList<string> hosts, CancellationToken ct)
    {
        var parameters = new DynamicParameters();
        var sql = $"SELECT p.host, p.signed FROM peer_facts p JOIN hosts h ON h.name = p.host WHERE {IsIn} AND p.host IN {parameters.AddList("h", hosts)}";
        return (await connection.QueryAsync<(string, byte[])>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList();
    }
}
