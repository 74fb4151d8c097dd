using System.Data.Common;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Mint.Coordinator.Store;
using Npgsql;

namespace Mint.UnitTests.Coordinator.Store;

/// <summary>A store that has no more space, or is away, as long as a test says so. The engine's own words come from the engine.</summary>
internal sealed class TroubledDatabase(Database inner) : Database
{
    private int refused;

    /// <summary>Whether nothing can be added: SQLite may not grow by a page, PostgreSQL only reads.</summary>
    public bool IsFull { get; set; }

    /// <summary>What opening throws; null when the store is there.</summary>
    public Func<Exception>? Away { get; set; }

    /// <summary>How often it was away when it was wanted.</summary>
    public int Refused => Volatile.Read(ref refused);

    public Database Inner => inner;

    public override string BlobType => inner.BlobType;

    public override string IdentityKey => inner.IdentityKey;

    public override string SizeQuery => inner.SizeQuery;

    public override bool IsShared => inner.IsShared;

    /// <summary>Puts itself before the store that is registered.</summary>
    public static void Wrap(IServiceCollection services)
    {
        var before = services.Last(s => s.ServiceType == typeof(Database));
        services.AddSingleton(s => new TroubledDatabase((Database)(before.ImplementationInstance ?? before.ImplementationFactory!(s))));
        services.AddSingleton<Database>(s => s.GetRequiredService<TroubledDatabase>());
    }

    public override async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        if (Away is { } away)
        {
            Interlocked.Increment(ref refused);
            throw away();
        }

        var connection = await inner.OpenAsync(ct);
        if (connection is not NpgsqlConnection)
        {
            await connection.ExecuteAsync($"PRAGMA max_page_count = {(IsFull ? 1 : int.MaxValue)}");
        }
        else if (IsFull)
        {
            await connection.ExecuteAsync("SET default_transaction_read_only = on");
        }

        return connection;
    }

    public override Task LockForMigrationAsync(DbConnection connection, DbTransaction transaction, CancellationToken ct) => inner.LockForMigrationAsync(connection, transaction, ct);

    public override Task<bool> HasTableAsync(DbConnection connection, DbTransaction transaction, string table, CancellationToken ct) => inner.HasTableAsync(connection, transaction, table, ct);

    public override bool CanNotWrite(Exception failure) => inner.CanNotWrite(failure);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
