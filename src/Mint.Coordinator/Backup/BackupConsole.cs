using System.CommandLine;
using System.Data.Common;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Backup;

/// <summary>Backup and restore as an administrator types them on the server.</summary>
/// <param name="options">The settings.</param>
/// <param name="console">Where to write.</param>
internal sealed class BackupConsole(CoordinatorOptions options, InvocationConfiguration console)
{
    /// <summary><c>mint-coordinator backup FILE</c></summary>
    public Task<int> BackupAsync(string path, CancellationToken ct) => RunAsync(async database =>
    {
        if (database is SqliteDatabase && !File.Exists(options.SqlitePath))
        {
            throw new BackupException($"there is no store: {options.SqlitePath} does not exist");
        }

        return (await new BackupWriter(database, options.AuthorityDirectory, TimeProvider.System).WriteAsync(path, ct), "written to");
    }, path);

    /// <summary><c>mint-coordinator restore FILE [--force]</c></summary>
    public Task<int> RestoreAsync(string path, bool force, CancellationToken ct) => RunAsync(async database =>
    {
        using var backup = await BackupArchive.OpenAsync(path, ct);
        Directory.CreateDirectory(options.StateDirectory);
        await new BackupRestorer(database, options.AuthorityDirectory, TimeProvider.System).RestoreAsync(backup, force, ct);
        return (backup.Manifest, "restored from");
    }, path);

    private async Task<int> RunAsync(Func<Database, Task<(Manifest Manifest, string What)>> work, string path)
    {
        try
        {
            await using Database database = options.PostgresConnection is { } connection ? new PostgresDatabase(connection) : new SqliteDatabase(options.SqlitePath);
            var (manifest, what) = await work(database);
            var files = manifest.Entries.Count(e => e.Rows is null);
            await console.Output.WriteLineAsync($"✓ {manifest.Rows} rows of {manifest.Entries.Count - files} tables and {files} files of the authority {what} {path}");
            return 0;
        }
        catch (Exception failure) when (failure is BackupException or IOException or UnauthorizedAccessException or DbException or InvalidOperationException or FormatException)
        {
            await console.Error.WriteLineAsync($"✗ {failure.Message}");
            return 1;
        }
    }
}
