using System.Data.Common;
using System.IO.Compression;
using System.Text.Json;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Backup;

/// <summary>
/// Writes the store as it is at one moment, and the authority's files, into one file. Rows go through one by one; nothing is held in memory.
/// </summary>
/// <param name="database">The store.</param>
/// <param name="authority">The authority's directory.</param>
/// <param name="time">The clock.</param>
internal sealed class BackupWriter(Database database, string authority, TimeProvider time)
{
    private readonly Catalogue catalogue = Catalogue.Of(database);

    /// <summary>Writes the backup. Whoever has it has the fleet's keys, so only its owner may read it.</summary>
    /// <exception cref="BackupException">There is such a file, or no store.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="DbException">The store can't be read.</exception>
    public async Task<Manifest> WriteAsync(string path, CancellationToken ct)
    {
        if (File.Exists(path))
        {
            throw new BackupException($"{path} is there already; name another file, or remove it");
        }

        var partial = path + ".partial";
        try
        {
            Manifest manifest;
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            await using (var file = new FileStream(partial, options))
            {
                // A file that was left behind by a run that was killed keeps its mode.
                File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                await using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
                {
                    manifest = await WriteAsync(zip, ct);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path);
            return manifest;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private async Task<Manifest> WriteAsync(ZipArchive zip, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var transaction = await catalogue.BeginSnapshotAsync(connection, ct);
        if (!await database.HasTableAsync(connection, transaction, "schema_version", ct))
        {
            throw new BackupException("the store is empty: no coordinator ever ran with it");
        }

        var (entries, numbers) = (new List<ManifestEntry>(), new SortedDictionary<string, long>(StringComparer.Ordinal));
        foreach (var table in await catalogue.TablesAsync(connection, transaction))
        {
            entries.Add(await WriteTableAsync(zip, connection, transaction, table, ct));
            if (table.NumberedBy is not null)
            {
                numbers[table.Name] = await catalogue.ReadNumberAsync(connection, transaction, table);
            }
        }

        entries.AddRange(AuthorityFiles.Of(authority).Select(file => WriteFile(zip, file)));
        var manifest = new Manifest
        {
            Format = Manifest.CurrentFormat,
            CreatedAt = time.GetUtcNow(),
            Version = Identity.Version,
            Schema = await connection.ExecuteScalarAsync<long>("SELECT max(version) FROM schema_version", transaction: transaction),
            Entries = entries,
            Numbers = numbers,
        };
        await using var last = await zip.CreateEntry(Manifest.Entry).OpenAsync(ct);
        await JsonSerializer.SerializeAsync(last, manifest, ManifestJson.Default.Manifest, ct);
        return manifest;
    }

    private static async Task<ManifestEntry> WriteTableAsync(ZipArchive zip, DbConnection connection, DbTransaction transaction, StoreTable table, CancellationToken ct)
    {
        var name = ManifestEntry.OfTable(table.Name);
        await using var entry = new CountingStream(await zip.CreateEntry(name).OpenAsync(ct));
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        var order = table.Key.Count > 0 ? table.Key : table.Columns.Select(c => c.Name);
        command.CommandText = $"SELECT {Quoted(table.Columns.Select(c => c.Name))} FROM \"{table.Name}\" ORDER BY {Quoted(order)}";
        await using var rows = await command.ExecuteReaderAsync(ct);
        await using var json = new Utf8JsonWriter(entry);
        long count = 0;
        while (await rows.ReadAsync(ct))
        {
            RowJson.Write(json, rows, table);
            json.Flush();
            json.Reset();
            entry.Write("\n"u8);
            count++;
        }

        return new ManifestEntry(name, entry.Length, entry.Hash(), count);
    }

    private static ManifestEntry WriteFile(ZipArchive zip, (string Name, string Path) file)
    {
        var name = ManifestEntry.Authority + file.Name;
        using var entry = new CountingStream(zip.CreateEntry(name).Open());
        using var content = File.OpenRead(file.Path);
        content.CopyTo(entry);
        return new ManifestEntry(name, entry.Length, entry.Hash(), null);
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"\"{n}\""));
}
