using System.Data;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Backup;

/// <summary>
/// Puts a backup back, on whichever engine, in one transaction: the tables are made as they were when it was written, and filled. A later
/// program brings them forward when it starts.
/// </summary>
/// <param name="database">The store.</param>
/// <param name="authority">The authority's directory.</param>
/// <param name="time">The clock.</param>
internal sealed class BackupRestorer(Database database, string authority, TimeProvider time)
{
    // Tables whose first rows come with the schema: they say nothing of whether the store was ever used.
    private static readonly HashSet<string> FilledBySchema = ["schema_version", "rollout"];

    private readonly Catalogue catalogue = Catalogue.Of(database);

    /// <summary>Restores a backup that was verified.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="force">Whether what is there may be replaced.</param>
    /// <param name="ct">Ends it; then nothing has changed.</param>
    /// <exception cref="BackupException">There is something already, a coordinator runs, or the backup does not fit.</exception>
    /// <exception cref="DbException">The store can't be written; nothing has changed.</exception>
    /// <exception cref="IOException">The authority's files can't be written.</exception>
    public async Task RestoreAsync(BackupArchive backup, bool force, CancellationToken ct)
    {
        if (backup.Manifest.Schema > Migrator.Newest)
        {
            throw new BackupException($"the backup has tables of format {backup.Manifest.Schema}, this coordinator knows {Migrator.Newest}: install the newer one");
        }

        var fresh = authority + ".restored";
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        try
        {
            AuthorityFiles.Extract(backup.Zip, backup.Manifest, fresh);
            await using var connection = await database.OpenAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await database.LockForMigrationAsync(connection, transaction, ct);
            await ClearAsync(connection, transaction, force, ct);
            await FillAsync(backup, connection, transaction, ct);
            await transaction.CommitAsync(ct);
            Replace(fresh);
        }
        finally
        {
            if (Directory.Exists(fresh))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }
    }

    private async Task ClearAsync(DbConnection connection, DbTransaction transaction, bool force, CancellationToken ct)
    {
        var tables = await catalogue.TablesAsync(connection, transaction);
        if (await database.HasTableAsync(connection, transaction, "leases", ct)
            && await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM leases WHERE until > @now", new { now = time.GetUtcNow().UtcTicks }, transaction) > 0)
        {
            throw new BackupException("a coordinator runs with this store, or did a moment ago: stop it, wait 15 seconds, and try again");
        }

        if (!force && (await HoldsRowsAsync(connection, transaction, tables) || AuthorityFiles.Of(authority).Any()))
        {
            throw new BackupException("there is a store already; --force replaces it");
        }

        foreach (var table in tables.Reverse())
        {
            await connection.ExecuteAsync($"DROP TABLE \"{table.Name}\"", transaction: transaction);
        }
    }

    private static async Task<bool> HoldsRowsAsync(DbConnection connection, DbTransaction transaction, IEnumerable<StoreTable> tables)
    {
        foreach (var table in tables.Where(t => !FilledBySchema.Contains(t.Name)))
        {
            if (await connection.ExecuteScalarAsync<long?>($"SELECT 1 FROM \"{table.Name}\" LIMIT 1", transaction: transaction) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private async Task FillAsync(BackupArchive backup, DbConnection connection, DbTransaction transaction, CancellationToken ct)
    {
        await new Migrator(database).ApplyAsync(connection, transaction, backup.Manifest.Schema, ct);
        var tables = await catalogue.TablesAsync(connection, transaction);
        foreach (var table in tables.Where(t => FilledBySchema.Contains(t.Name)))
        {
            await connection.ExecuteAsync($"DELETE FROM \"{table.Name}\"", transaction: transaction);
        }

        var entries = backup.Manifest.Entries.Where(e => e.Rows is not null).ToDictionary(e => e.Name);
        foreach (var table in tables)
        {
            if (!entries.Remove(ManifestEntry.OfTable(table.Name), out var entry))
            {
                throw new BackupException($"the backup has no table {table.Name}");
            }

            await FillAsync(backup, entry, connection, transaction, table, ct);
            if (table.NumberedBy is not null)
            {
                await catalogue.WriteNumberAsync(connection, transaction, table, backup.Manifest.Numbers.GetValueOrDefault(table.Name));
            }
        }

        if (entries.Count > 0)
        {
            throw new BackupException($"the backup has {entries.Keys.First()}, which this coordinator does not know");
        }
    }

    private async Task FillAsync(BackupArchive backup, ManifestEntry entry, DbConnection connection, DbTransaction transaction, StoreTable table, CancellationToken ct)
    {
        await using var insert = InsertInto(table, connection, transaction);
        long count = 0;
        await foreach (var row in backup.RowsAsync(entry, ct))
        {
            count++;
            Bind(insert, row, table, $"{entry.Name}:{count}");
            await insert.ExecuteNonQueryAsync(ct);
        }

        if (count != entry.Rows)
        {
            throw new BackupException($"{entry.Name} has {count} rows, its manifest says {entry.Rows}");
        }
    }

    private void Bind(DbCommand insert, JsonElement row, StoreTable table, string where)
    {
        for (var i = 0; i < table.Columns.Count; i++)
        {
            try
            {
                insert.Parameters[i].Value = RowJson.Read(row.GetProperty(table.Columns[i].Name), table.Columns[i], catalogue);
            }
            catch (Exception unfit) when (unfit is FormatException or KeyNotFoundException or InvalidOperationException)
            {
                throw new BackupException($"{where} does not fit the table: {unfit.Message}");
            }
        }
    }

    private static DbCommand InsertInto(StoreTable table, DbConnection connection, DbTransaction transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"INSERT INTO \"{table.Name}\" ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@p{i}"))})";
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"p{i}";
            parameter.DbType = TypeOf(table.Columns[i].Kind);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static DbType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Integer => DbType.Int64,
        ColumnKind.Real => DbType.Double,
        ColumnKind.Boolean => DbType.Boolean,
        ColumnKind.Blob => DbType.Binary,
        _ => DbType.String,
    };

    // What was there stays beside it: keys are not to be had again.
    private void Replace(string fresh)
    {
        var before = authority + ".before-restore";
        if (Directory.Exists(authority))
        {
            if (Directory.Exists(before))
            {
                Directory.Delete(before, recursive: true);
            }

            Directory.Move(authority, before);
        }

        Directory.Move(fresh, authority);
    }
}
