using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;

namespace Mint.Coordinator.Store;

/// <summary>Brings the store forward: scripts named <c>0001-what.sql</c>, in order, each once, each whole or not at all.</summary>
/// <param name="database">The store.</param>
internal sealed class Migrator(Database database)
{
    private const string Prefix = "migrations/";

    /// <summary>Runs what is missing.</summary>
    /// <exception cref="InvalidOperationException">The store was written by a newer coordinator.</exception>
    /// <exception cref="DbException">The store can't be reached or written.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await database.LockForMigrationAsync(connection, transaction, ct);
        await ApplyAsync(connection, transaction, long.MaxValue, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Runs what is missing up to a version, in a transaction of the caller's.</summary>
    /// <exception cref="InvalidOperationException">The store was written by a newer coordinator.</exception>
    public async Task ApplyAsync(DbConnection connection, DbTransaction transaction, long upTo, CancellationToken ct)
    {
        var known = Scripts();
        var done = await database.HasTableAsync(connection, transaction, "schema_version", ct)
            ? await connection.ExecuteScalarAsync<long>("SELECT max(version) FROM schema_version", transaction: transaction)
            : 0;
        if (done > known.Keys.Last())
        {
            throw new InvalidOperationException($"The store has format {done}, this coordinator knows {known.Keys.Last()}: it was written by a newer one. Install that, or restore a backup.");
        }

        foreach (var (version, script) in known.Where(s => s.Key > done && s.Key <= upTo))
        {
            await connection.ExecuteAsync(script.Replace("{blob}", database.BlobType, StringComparison.Ordinal).Replace("{identity}", database.IdentityKey, StringComparison.Ordinal), transaction: transaction);
            await connection.ExecuteAsync("INSERT INTO schema_version (version) VALUES (@version)", new { version }, transaction);
        }
    }

    /// <summary>The newest version that this program knows.</summary>
    public static long Newest => Scripts().Keys.Last();

    private static SortedDictionary<long, string> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = new SortedDictionary<long, string>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the program"));
            scripts.Add(long.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), reader.ReadToEnd());
        }

        return scripts;
    }
}
