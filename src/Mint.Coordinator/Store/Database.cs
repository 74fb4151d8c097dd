using System.Data.Common;

namespace Mint.Coordinator.Store;

/// <summary>
/// The coordinator's store, on one of two engines. SQL is written once, in the part that both understand; what differs is asked of here.
/// Times are ticks of UTC.
/// </summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>The engine's word for bytes.</summary>
    public abstract string BlobType { get; }

    /// <summary>The engine's words for a primary key that it numbers by itself, rising.</summary>
    public abstract string IdentityKey { get; }

    /// <summary>Asks for the store's bytes.</summary>
    public abstract string SizeQuery { get; }

    /// <summary>Whether other coordinators may share it.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Opens a connection from the pool.</summary>
    /// <exception cref="DbException">The store can't be reached.</exception>
    public abstract Task<DbConnection> OpenAsync(CancellationToken ct);

    /// <summary>Takes a lock that ends with the transaction, so that two coordinators don't migrate at once.</summary>
    public abstract Task LockForMigrationAsync(DbConnection connection, DbTransaction transaction, CancellationToken ct);

    /// <summary>Whether a table of this name exists.</summary>
    public abstract Task<bool> HasTableAsync(DbConnection connection, DbTransaction transaction, string table, CancellationToken ct);

    /// <summary>Whether a failure is the store's own, such as a full disk, and says nothing against what was to be written.</summary>
    public abstract bool CanNotWrite(Exception failure);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
