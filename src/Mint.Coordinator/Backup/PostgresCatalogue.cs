using System.Data;
using System.Data.Common;
using Dapper;

namespace Mint.Coordinator.Backup;

/// <summary>What PostgreSQL says of itself.</summary>
internal sealed class PostgresCatalogue : Catalogue
{
    /// <inheritdoc/>
    protected override string TableNames => "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'";

    /// <inheritdoc/>
    public override async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken ct) => await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);

    /// <inheritdoc/>
    public override async Task<long> ReadNumberAsync(DbConnection connection, DbTransaction transaction, StoreTable table)
    {
        var sequence = await connection.ExecuteScalarAsync<string>(
            "SELECT pg_get_serial_sequence(quote_ident(@Name), @NumberedBy)", new { table.Name, table.NumberedBy }, transaction);
        return await connection.ExecuteScalarAsync<long>($"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}", transaction: transaction);
    }

    /// <inheritdoc/>
    public override Task WriteNumberAsync(DbConnection connection, DbTransaction transaction, StoreTable table, long number) => connection.ExecuteAsync(
        "SELECT setval(pg_get_serial_sequence(quote_ident(@Name), @NumberedBy), GREATEST(@number, 1), @number > 0)", new { table.Name, table.NumberedBy, number }, transaction);

    /// <summary>Its text can't hold the character with the number 0, which SQLite's can.</summary>
    public override string Fit(string text) => text.Replace('\0', '\ufffd');

    /// <inheritdoc/>
    protected override async Task<StoreTable> TableAsync(DbConnection connection, DbTransaction transaction, string name)
    {
        var columns = (await connection.QueryAsync<Column>(Columns, new { name }, transaction)).ToList();
        var key = await connection.QueryAsync<string>(Key, new { name }, transaction);
        var refersTo = await connection.QueryAsync<string>(References, new { name }, transaction);
        return new StoreTable(
            name,
            [.. columns.Select(c => new StoreColumn(c.Name, KindOf(name, c.Name, c.Type)))],
            [.. key],
            columns.FirstOrDefault(c => c.IsNumbered)?.Name,
            [.. refersTo]);
    }

    private const string Columns = """
        SELECT column_name::text AS "Name", data_type::text AS "Type", is_identity = 'YES' AS "IsNumbered"
        FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @name ORDER BY ordinal_position
        """;

    private const string Key = """
        SELECT k.column_name::text FROM information_schema.table_constraints c
        JOIN information_schema.key_column_usage k ON k.constraint_schema = c.constraint_schema AND k.constraint_name = c.constraint_name AND k.table_name = c.table_name
        WHERE c.table_schema = current_schema() AND c.table_name = @name AND c.constraint_type = 'PRIMARY KEY' ORDER BY k.ordinal_position
        """;

    private const string References = """
        SELECT DISTINCT f.relname::text FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
        JOIN pg_namespace n ON n.oid = t.relnamespace WHERE c.contype = 'f' AND n.nspname = current_schema() AND t.relname = @name
        """;

    private sealed record Column
    {
        public required string Name { get; init; }

        public required string Type { get; init; }

        public bool IsNumbered { get; init; }
    }
}
