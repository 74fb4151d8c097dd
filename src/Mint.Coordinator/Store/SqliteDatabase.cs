using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Mint.Coordinator.Store;

/// <summary>SQLite in one file, in WAL mode: readers never wait for the writer.</summary>
/// <param name="path">The file.</param>
internal sealed class SqliteDatabase(string path) : Database
{
    private readonly string text = new SqliteConnectionStringBuilder { DataSource = path, Pooling = true, DefaultTimeout = 30 }.ToString();

    /// <inheritdoc/>
    public override string BlobType => "BLOB";

    /// <inheritdoc/>
    public override string IdentityKey => "INTEGER PRIMARY KEY AUTOINCREMENT";

    /// <inheritdoc/>
    public override string SizeQuery => "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";

    /// <inheritdoc/>
    public override bool IsShared => false;

    /// <summary>The file.</summary>
    public string FilePath => path;

    /// <summary>Makes the file when it is missing; only its owner may read it. SQLite gives the files beside the mode of this one.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    public void Create()
    {
        if (!File.Exists(path))
        {
            using var made = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
    }

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new SqliteConnection(text);
        try
        {
            await connection.OpenAsync(ct);
            // FULL: what is acknowledged to an agent survives a power cut.
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON;");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task LockForMigrationAsync(DbConnection connection, DbTransaction transaction, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task<bool> HasTableAsync(DbConnection connection, DbTransaction transaction, string table, CancellationToken ct) =>
        await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @table", new { table }, transaction) > 0;

    /// <inheritdoc/>
    public override bool CanNotWrite(Exception failure) =>
        // READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB.
        failure is SqliteException { SqliteErrorCode: 8 or 10 or 11 or 13 or 14 or 26 };

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearPool(new SqliteConnection(text));
        return ValueTask.CompletedTask;
    }
}
