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

    /// <summary>Whether tests run on it.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Server))]
    public static bool IsThere => Server is not null;

    /// <summary>Ends all connections to the database of a directory, and takes no more; or takes them again.</summary>
    public static async Task AllowAsync(string directory, bool connections)
    {
        var name = NameOf(directory);
        await using var connection = new NpgsqlConnection(Server);
        await connection.ExecuteAsync($"ALTER DATABASE \"{name}\" WITH ALLOW_CONNECTIONS {connections}");
        if (!connections)
        {
            await connection.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = @name", new { name });
        }
    }

    /// <summary>The options, on PostgreSQL where there is one. A directory that was used before keeps its database.</summary>
    public static async Task<CoordinatorOptions> UseAsync(CoordinatorOptions options)
    {
        if (Server is null)
        {
            return options;
        }

        var name = NameOf(options.StateDirectory);
        await using var connection = new NpgsqlConnection(Server);
        if (await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM pg_database WHERE datname = @name", new { name }) == 0)
        {
            await connection.ExecuteAsync($"CREATE DATABASE \"{name}\"");
        }

        return options with { PostgresConnection = new NpgsqlConnectionStringBuilder(Server) { Database = name, Pooling = true, MaxPoolSize = 10 }.ToString() };
    }

    private static string NameOf(string directory) => Path.GetFileName(directory).ToLowerInvariant().Replace('-', '_');
}
