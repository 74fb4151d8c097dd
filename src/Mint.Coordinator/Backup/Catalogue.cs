using System.Data.Common;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Backup;

/// <summary>What a database says of itself. Nothing about tables is written down in the program, so that later migrations are covered.</summary>
internal abstract class Catalogue
{
    /// <summary>The one of an engine.</summary>
    public static Catalogue Of(Database database) => database is PostgresDatabase ? new PostgresCatalogue() : new SqliteCatalogue();

    /// <summary>Begins a transaction that sees one moment, whatever is written meanwhile.</summary>
    public abstract Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken ct);

    /// <summary>All tables, those first that others refer to.</summary>
    public async Task<IReadOnlyList<StoreTable>> TablesAsync(DbConnection connection, DbTransaction transaction)
    {
        var tables = new List<StoreTable>();
        foreach (var name in (await connection.QueryAsync<string>(TableNames, transaction: transaction)).ToList())
        {
            tables.Add(await TableAsync(connection, transaction, name));
        }

        return StoreTable.InOrder(tables);
    }

    /// <summary>The last number that the engine gave in a table; 0 for none.</summary>
    public abstract Task<long> ReadNumberAsync(DbConnection connection, DbTransaction transaction, StoreTable table);

    /// <summary>Lets the engine number on after this one.</summary>
    public abstract Task WriteNumberAsync(DbConnection connection, DbTransaction transaction, StoreTable table, long number);

    /// <summary>Text as the engine can hold it.</summary>
    public virtual string Fit(string text) => text;

    /// <summary>Asks for the tables' names.</summary>
    protected abstract string TableNames { get; }

    /// <summary>Reads one table's description.</summary>
    protected abstract Task<StoreTable> TableAsync(DbConnection connection, DbTransaction transaction, string name);

    /// <summary>What a column holds, from the engine's word for its type.</summary>
    protected static ColumnKind KindOf(string table, string column, string type) => type.ToUpperInvariant() switch
    {
        var t when t.Contains("INT", StringComparison.Ordinal) => ColumnKind.Integer,
        var t when t.Contains("TEXT", StringComparison.Ordinal) || t.Contains("CHAR", StringComparison.Ordinal) => ColumnKind.Text,
        var t when t.Contains("BOOL", StringComparison.Ordinal) => ColumnKind.Boolean,
        "BLOB" or "BYTEA" => ColumnKind.Blob,
        "REAL" or "DOUBLE PRECISION" => ColumnKind.Real,
        _ => throw new BackupException($"the column {table}.{column} is of the type '{type}', which backups don't know"),
    };
}
