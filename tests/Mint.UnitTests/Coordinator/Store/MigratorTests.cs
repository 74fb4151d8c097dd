using Dapper;
using Mint.Coordinator.Store;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Store;

public sealed class MigratorTests
{
    [Test]
    public async Task Run_OnAStoreWhereReportsLayWithHosts_KeepsThem()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("mint-store-").FullName, "coordinator.db");
        await using var database = new SqliteDatabase(path);
        var migrator = new Migrator(database);
        await using (var connection = await database.OpenAsync(default))
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await migrator.ApplyAsync(connection, transaction, upTo: 4, default);
            await connection.ExecuteAsync("INSERT INTO hosts (name, summary, inventory) VALUES ('web-01', @summary, @inventory)", new { summary = new byte[] { 1 }, inventory = new byte[] { 2 } }, transaction);
            await connection.ExecuteAsync("INSERT INTO hosts (name) VALUES ('new-01')", transaction: transaction);
            await transaction.CommitAsync();
        }

        await migrator.RunAsync(default);

        await using var after = await database.OpenAsync(default);
        var (host, summary, inventory) = await after.QuerySingleAsync<(string, byte[], byte[])>("SELECT host, summary, inventory FROM host_reports");
        Assert.That((host, summary[0], inventory[0]), Is.EqualTo(("web-01", 1, 2)));
        Assert.That(await after.ExecuteScalarAsync<long>("SELECT max(version) FROM schema_version"), Is.EqualTo(Migrator.Newest));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Test]
    public async Task Run_OnAStoreWithSessionsOfTheLocalAdmin_KeepsThem()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("mint-store-").FullName, "coordinator.db");
        await using var database = new SqliteDatabase(path);
        var migrator = new Migrator(database);
        await using (var connection = await database.OpenAsync(default))
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await migrator.ApplyAsync(connection, transaction, upTo: 6, default);
            await connection.ExecuteAsync("INSERT INTO person_sessions (hash, person, role, customers, created_at, seen_at, ends_at) VALUES ('h', 'admin', 'admin', '', 1, 1, 1)", transaction: transaction);
            await transaction.CommitAsync();
        }

        await migrator.RunAsync(default);

        await using var after = await database.OpenAsync(default);
        Assert.That(
            await after.QuerySingleAsync<(string, string, string, string, string)>("SELECT person, issuer, subject, provider_session, id_token FROM person_sessions"),
            Is.EqualTo(("admin", "", "", "", "")));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
