using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mint.Coordinator.Store;
using Mint.UnitTests.Coordinator.Store;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator;

/// <summary>A migrated SQLite store in a directory of its own, with its write queue running and a clock that stands.</summary>
internal sealed class WatchedStore : IAsyncDisposable
{
    private readonly DirectoryInfo directory = System.IO.Directory.CreateTempSubdirectory("mint-watch-");

    public WatchedStore()
    {
        Trouble = new TroubledDatabase(new SqliteDatabase(Path.Combine(Directory, "coordinator.db")));
        Database = Trouble;
        Queue = new WriteQueue(Database, Time, NullLogger<WriteQueue>.Instance);
        Signals = new LocalSignals(NullLogger<Signals>.Instance);
        Lease = new Lease(Database, Identity, Time, NullLogger<Lease>.Instance);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 20, 14, 0, 0, TimeSpan.Zero));

    public string Directory => directory.FullName;

    public Database Database { get; }

    public TroubledDatabase Trouble { get; }

    public WriteQueue Queue { get; }

    public Signals Signals { get; }

    public Identity Identity { get; } = new();

    public Lease Lease { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public async Task OpenAsync()
    {
        await new Migrator(Database).RunAsync(default);
        await Queue.StartAsync(default);
    }

    /// <summary>A host that enrolled, in a state for some time.</summary>
    public Task HostAsync(string name, string state = "converged", TimeSpan since = default, string customer = "acme") => WriteAsync(
        """
        INSERT INTO hosts (name, expected, customer, groups, ring, enrolled_at, certificate_expires_at, state, state_since)
        VALUES (@name, TRUE, @customer, ' base web ', 'canary', 1, @expires, @state, @since)
        ON CONFLICT (name) DO UPDATE SET state = excluded.state, state_since = excluded.state_since
        """,
        new { name, state, customer, since = (Now - since).UtcTicks, expires = Now.AddDays(7).UtcTicks });

    public Task WriteAsync(string sql, object? parameters = null) => Queue.WriteAsync((c, t) => c.ExecuteAsync(sql, parameters, t), default);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await Database.OpenAsync(default);
        return await connection.ExecuteScalarAsync<T>(sql) ?? throw new AssertionException($"nothing: {sql}");
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.StopAsync(default);
        Queue.Dispose();
        Lease.Dispose();
        await Database.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
