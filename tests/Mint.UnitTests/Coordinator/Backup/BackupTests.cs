using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using Dapper;
using Mint.Coordinator.Backup;
using Mint.Coordinator.Store;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Backup;

/// <summary>
/// From one store to another and back. Where MINT_TEST_POSTGRES holds a connection string, the other one is PostgreSQL; its tables are dropped.
/// </summary>
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BackupTests : IAsyncDisposable
{
    private readonly WatchedStore store = new();
    private readonly Database target;

    public BackupTests()
    {
        target = Environment.GetEnvironmentVariable("MINT_TEST_POSTGRES") is { Length: > 0 } connection
            ? new PostgresDatabase(connection)
            : new SqliteDatabase(Path.Combine(store.Directory, "other.db"));
    }

    private string Authority => Path.Combine(store.Directory, "authority");

    private string OtherAuthority => Path.Combine(store.Directory, "other-authority");

    [SetUp]
    public async Task Fill()
    {
        await store.OpenAsync();
        Directory.CreateDirectory(Path.Combine(Authority, "old"));
        await File.WriteAllTextAsync(Path.Combine(Authority, "ca.key"), "key");
        await File.WriteAllTextAsync(Path.Combine(Authority, "old", "ca.crt"), "certificate");
        await using var connection = await store.Database.OpenAsync(default);
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var table in await Catalogue.Of(store.Database).TablesAsync(connection, transaction))
        {
            await FillAsync(connection, transaction, table);
        }

        await transaction.CommitAsync();
        if (target is PostgresDatabase)
        {
            await using var other = await target.OpenAsync(default);
            await other.ExecuteAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await target.DisposeAsync();
        await store.DisposeAsync();
    }

    [Test]
    public async Task Restore_ThenBackup_IsTheSameContent()
    {
        var first = await BackupAsync("first.zip");
        await RestoreAsync("first.zip");

        var second = await new BackupWriter(target, OtherAuthority, store.Time).WriteAsync(At("second.zip"), default);

        Assert.That(second.Entries, Is.EqualTo(first.Entries));
        Assert.That(second.Numbers, Is.EqualTo(first.Numbers));
        Assert.That(first.Entries.Where(e => e.Rows == 0), Is.Empty, "every table is filled");
        Assert.That(first.Entries.Count(e => e.Rows is null), Is.EqualTo(2));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(OtherAuthority, "old", "ca.crt")), Is.EqualTo("certificate"));
    }

    [Test]
    public async Task Restore_NextNumber_IsHigherThanAnyGivenBefore()
    {
        await store.WriteAsync("DELETE FROM events");
        await BackupAsync("a.zip");
        await RestoreAsync("a.zip");
        await using var connection = await target.OpenAsync(default);

        var id = await connection.ExecuteScalarAsync<long>(
            "INSERT INTO events (host, ledger_id, sequence, at, received_at, kind, resource, action, summary, body) VALUES ('', '', 0, 1, 1, '', '', '', '', @body) RETURNING id",
            new { body = Array.Empty<byte>() });

        Assert.That(id, Is.EqualTo(3));
    }

    [Test]
    public async Task Restore_StoreHoldsSomething_NeedsForce()
    {
        await BackupAsync("a.zip");
        await RestoreAsync("a.zip");
        await using (var connection = await target.OpenAsync(default))
        {
            await connection.ExecuteAsync("DELETE FROM leases; UPDATE facts SET value = 'other'");
        }

        Assert.That(async () => await RestoreAsync("a.zip"), Throws.TypeOf<BackupException>().With.Message.Contains("--force"));
        Assert.That(await FactAsync(), Is.EqualTo("other"));
        await RestoreAsync("a.zip", force: true);

        Assert.That(await FactAsync(), Is.Not.EqualTo("other"));
        Assert.That(File.Exists(Path.Combine(OtherAuthority + ".before-restore", "ca.key")), "the keys that were there are kept");
    }

    [Test]
    public async Task Restore_ACoordinatorRuns_IsRefusedEvenWithForce()
    {
        await BackupAsync("a.zip");
        await RestoreAsync("a.zip");
        await using (var connection = await target.OpenAsync(default))
        {
            await connection.ExecuteAsync("UPDATE leases SET until = @later", new { later = store.Now.AddSeconds(5).UtcTicks });
        }

        Assert.That(async () => await RestoreAsync("a.zip", force: true), Throws.TypeOf<BackupException>().With.Message.Contains("stop it"));
    }

    [Test]
    public async Task Backup_File_IsForItsOwnerAloneAndNeverReplaced()
    {
        await BackupAsync("a.zip");

        Assert.That(File.GetUnixFileMode(At("a.zip")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(async () => await BackupAsync("a.zip"), Throws.TypeOf<BackupException>());
        await RestoreAsync("a.zip");
        Assert.That(File.GetUnixFileMode(Path.Combine(OtherAuthority, "ca.key")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Backup_WhileOthersWrite_SeesOneMoment()
    {
        await using var connection = await store.Database.OpenAsync(default);
        await using var snapshot = await Catalogue.Of(store.Database).BeginSnapshotAsync(connection, default);
        await store.WriteAsync("DELETE FROM hosts");

        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM hosts", transaction: snapshot), Is.EqualTo(2));
    }

    [TestCase("flip")]
    [TestCase("stranger")]
    [TestCase("missing")]
    [TestCase("outside")]
    [TestCase("format")]
    [TestCase("cut")]
    public async Task Restore_DamagedFile_TouchesNothing(string damage)
    {
        await BackupAsync("a.zip");
        await DamageAsync(At("a.zip"), damage);

        Assert.That(async () => await RestoreAsync("a.zip"), Throws.TypeOf<BackupException>().With.Message.Contains("is no good backup"));
        await using var connection = await target.OpenAsync(default);
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.That(await Catalogue.Of(target).TablesAsync(connection, transaction), Is.Empty);
        Assert.That(Directory.Exists(OtherAuthority), Is.False);
    }

    [Test]
    public async Task Backup_ColumnHoldsSomethingElse_LeavesNoFile()
    {
        await store.WriteAsync("UPDATE hosts SET ok = 'many' WHERE name = 'name 1'");

        Assert.That(async () => await BackupAsync("a.zip"), Throws.InstanceOf<FormatException>());
        Assert.That(Directory.EnumerateFiles(store.Directory, "a.zip*"), Is.Empty);
    }

    private static async Task DamageAsync(string path, string damage)
    {
        if (damage == "cut")
        {
            await using var file = new FileStream(path, FileMode.Open);
            file.SetLength(file.Length / 2);
            return;
        }

        await using var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Update);
        switch (damage)
        {
            case "flip":
                Rewrite(zip, "tables/hosts.ndjson", text => text.Replace("name 1", "name 2", StringComparison.Ordinal));
                break;
            case "stranger":
                zip.CreateEntry("tables/extra.ndjson");
                break;
            case "missing":
                zip.GetEntry("tables/events.ndjson")?.Delete();
                break;
            case "outside":
                zip.CreateEntry("authority/../../x");
                Rewrite(zip, Manifest.Entry, text => text.Replace("authority/ca.key", "authority/../../x", StringComparison.Ordinal));
                break;
            default:
                Rewrite(zip, Manifest.Entry, text => text.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal));
                break;
        }
    }

    private static void Rewrite(ZipArchive zip, string name, Func<string, string> change)
    {
        var entry = zip.GetEntry(name) ?? throw new AssertionException($"no {name}");
        using var stream = entry.Open();
        using var reader = new StreamReader(stream);
        var changed = change(reader.ReadToEnd());
        stream.SetLength(0);
        stream.Write(Encoding.UTF8.GetBytes(changed));
    }

    // Two rows with every column filled, after the database's own description; keys differ.
    private static async Task FillAsync(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, StoreTable table)
    {
        if (table.Name == "schema_version")
        {
            return;
        }

        for (var row = 1; row <= 2; row++)
        {
            var values = new DynamicParameters();
            foreach (var column in table.Columns)
            {
                values.Add(column.Name, column.Kind switch
                {
                    ColumnKind.Integer => (object)(long)row,
                    ColumnKind.Real => row + 0.5,
                    ColumnKind.Boolean => row == 1,
                    ColumnKind.Blob => Encoding.UTF8.GetBytes($"{column.Name}\0{row}"),
                    _ => $"{column.Name} {row}",
                });
            }

            await connection.ExecuteAsync(
                $"INSERT INTO \"{table.Name}\" ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", table.Columns.Select(c => $"@{c.Name}"))})",
                values,
                transaction);
        }
    }

    private string At(string name) => Path.Combine(store.Directory, name);

    private Task<Manifest> BackupAsync(string name) => new BackupWriter(store.Database, Authority, store.Time).WriteAsync(At(name), default);

    private async Task RestoreAsync(string name, bool force = false)
    {
        using var backup = await BackupArchive.OpenAsync(At(name), default);
        await new BackupRestorer(target, OtherAuthority, store.Time).RestoreAsync(backup, force, default);
    }

    private async Task<string?> FactAsync()
    {
        await using var connection = await target.OpenAsync(default);
        return await connection.ExecuteScalarAsync<string>("SELECT value FROM facts ORDER BY name LIMIT 1");
    }
}
