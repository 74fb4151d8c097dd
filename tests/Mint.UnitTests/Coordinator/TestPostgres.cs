using Dapper;
using Mint.Coordinator.Configuration;
using Npgsql;

namespace Mint.UnitTests.Coordinator;

/// <summary>
/// The same tests on PostgreSQL: where <c>MINT_TEST_POSTGRES</c> has a connection string of somebody who may create databases, each
/// coordinator gets one of its own. Without it they run on SQLite.
/// </summary>
internal static class TestPostgres
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("MINT_TEST_POSTGRES");

    /// <summary>The options, on PostgreSQL where there is one. A directory that was used before keeps its database.</summary>
    public static async Task<CoordinatorOptions> UseAsync(CoordinatorOptions options)
    {
        if (Server is null)
        {
            return options;
        }

        var name = Path.GetFileName(options.StateDirectory).ToLowerInvariant().Replace('-', '_');
        await using var connection = new NpgsqlConnection(Server);
        if (await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM pg_database WHERE datname = @name", new { name }) == 0)
        {
            await connection.ExecuteAsync($"CREATE DATABASE \"{name}\"");
        }

        return options with { PostgresConnection = new NpgsqlConnectionStringBuilder(Server) { Database = name, Pooling = true, MaxPoolSize = 10 }.ToString() };
    }
}
