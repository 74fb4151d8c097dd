using Microsoft.Data.Sqlite;
using Mint.Core.Providers;

namespace Mint.Platform.Ledger;

/// <summary>
/// One connection to the ledger's file, used by one thread at a time. Every write is a transaction that is on disk when it returns.
/// </summary>
internal sealed class LedgerDatabase : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Lock gate = new();

    private LedgerDatabase(SqliteConnection connection) => this.connection = connection;

    /// <summary>Opens for reading and writing, and makes what is missing.</summary>
    /// <exception cref="SqliteException">Not a ledger, damaged, or the disk's fault.</exception>
    public static LedgerDatabase Open(string path)
    {
        var database = Connect($"Data Source={path};Pooling=False;Mode=ReadWrite");
        try
        {
            database.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;");
            database.CheckIntegrity();
            database.Write(transaction => transaction.Run(LedgerSchema.Create));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens for reading, beside an agent that writes.</summary>
    /// <exception cref="SqliteException">Absent, not readable, or not a ledger.</exception>
    public static LedgerDatabase OpenReadOnly(string path)
    {
        var database = Connect($"Data Source={path};Pooling=False;Mode=ReadOnly");
        try
        {
            database.Run("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON;");
            database.CheckVersion();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Reads rows.</summary>
    public List<T> Read<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (gate)
        {
            try
            {
                using var command = Prepare(sql, transaction: null, parameters);
                using var reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(map(reader));
                }

                return rows;
            }
            catch (SqliteException e)
            {
                throw LedgerFailure.From(e, "read");
            }
        }
    }

    /// <summary>Writes all of it or nothing.</summary>
    public void Write(Action<LedgerTransaction> write)
    {
        lock (gate)
        {
            try
            {
                using var transaction = connection.BeginTransaction();
                write(new LedgerTransaction((sql, parameters) =>
                {
                    using var command = Prepare(sql, transaction, parameters);
                    return command.ExecuteNonQuery();
                }));
                transaction.Commit();
            }
            catch (SqliteException e)
            {
                throw LedgerFailure.From(e, "written");
            }
        }
    }

    public void Dispose() => connection.Dispose();

    private static LedgerDatabase Connect(string text)
    {
        var connection = new SqliteConnection(text);
        try
        {
            connection.Open();
            return new LedgerDatabase(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Run(string sql)
    {
        using var command = Prepare(sql, transaction: null, []);
        command.ExecuteNonQuery();
    }

    private void CheckIntegrity()
    {
        using var command = Prepare("PRAGMA integrity_check(1)", transaction: null, []);
        if (command.ExecuteScalar() is not "ok" and var finding)
        {
            throw new SqliteException($"the ledger is damaged: {finding}", LedgerFailure.Corrupt);
        }

        CheckVersion();
    }

    private void CheckVersion()
    {
        using var command = Prepare("PRAGMA user_version", transaction: null, []);
        if (command.ExecuteScalar() is long version and > LedgerSchema.Version)
        {
            throw new ResourceException(
                FailureKind.NeedsPerson, $"the ledger has format {version}, this agent knows {LedgerSchema.Version}: it was written by a newer agent");
        }
    }

    private SqliteCommand Prepare(string sql, SqliteTransaction? transaction, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
