using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Mint.Coordinator.Backup;

/// <summary>What SQLite says of itself.</summary>
internal sealed class SqliteCatalogue : Catalogue
{
    /// <inheritdoc/>
    protected override string TableNames => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

    /// <inheritdoc/>
    public override async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken ct)
    {
        // Deferred: it never asks for the writer's lock; what it sees is fixed by the first reading.
        var transaction = ((SqliteConnection)connection).BeginTransaction(deferred: true);
        await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT count(*) FROM sqlite_master", transaction: transaction, cancellationToken: ct));
        return transaction;
    }

    /// <inheritdoc/>
    public override async Task<long> ReadNumberAsync(DbConnection connection, DbTransaction transaction, StoreTable table) =>
        await connection.ExecuteScalarAsync<long?>("SELECT seq FROM sqlite_sequence WHERE name = @Name", new { table.Name }, transaction) ?? 0;

    /// <inheritdoc/>
    public override Task WriteNumberAsync(DbConnection connection, DbTransaction transaction, StoreTable table, long number) => connection.ExecuteAsync(
        "DELETE FROM sqlite_sequence WHERE name = @Name; INSERT INTO sqlite_sequence (name, seq) VALUES (@Name, @number)", new { table.Name, number }, transaction);

    /// <inheritdoc/>
    protected override async Task<StoreTable> TableAsync(DbConnection connection, DbTransaction transaction, string name)
    {
        var columns = (await connection.QueryAsync<Column>("SELECT name AS Name, type AS Type, pk AS Key FROM pragma_table_info(@name)", new { name }, transaction)).ToList();
        var refersTo = await connection.QueryAsync<string>("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(@name)", new { name }, transaction);
        var numbered = await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM sqlite_master WHERE name = @name AND sql LIKE '%AUTOINCREMENT%'", new { name }, transaction) > 0;
        var key = columns.Where(c => c.Key > 0).OrderBy(c => c.Key).Select(c => c.Name).ToList();
        return new StoreTable(name, [.. columns.Select(c => new StoreColumn(c.Name, KindOf(name, c.Name, c.Type)))], key, numbered ? key[0] : null, [.. refersTo]);
    }

    private sealed record Column
    {
        public required string Name { get; init; }

        public required string Type { get; init; }

        public long Key { get; init; }
    }
}
