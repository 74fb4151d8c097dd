using System.Globalization;
using Microsoft.Data.Sqlite;
using Mint.Core.Providers;
using Mint.Platform.Linux.Native;

namespace Mint.Platform.Ledger;

/// <summary>Opens the ledger's file for the agent. A damaged one is set aside and a new one begun; it never stops the agent.</summary>
public static class LedgerFile
{
    private const uint OwnerOnly = 0x180;

    /// <summary>Opens, or makes, the ledger. Only its owner can read it, for it keeps the old contents of adopted files.</summary>
    /// <param name="path">The file, <c>/var/lib/mint-agent/ledger.db</c>; its directory must exist.</param>
    /// <param name="time">The clock, for the name of a file that is set aside.</param>
    /// <exception cref="ResourceException">No space, not permitted, or written by a newer agent.</exception>
    public static SqliteLedger Open(string path, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        try
        {
            return Open(path, setAside: null);
        }
        catch (Exception e) when (IsDamage(e))
        {
            var aside = SetAside(path, time.GetUtcNow());
            return Open(path, aside);
        }
    }

    private static SqliteLedger Open(string path, string? setAside)
    {
        try
        {
            Create(path);
            return new SqliteLedger(LedgerDatabase.Open(path), setAside);
        }
        catch (SqliteException e) when (!LedgerFailure.IsDamage(e))
        {
            throw LedgerFailure.From(e, "opened");
        }
    }

    /// <summary>Makes the file when it is missing. SQLite gives the files beside (-wal, -shm) the mode of this one.</summary>
    private static void Create(string path)
    {
        var fd = Libc.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.NoFollow | OpenFlags.CloseOnExec, OwnerOnly);
        if (fd < 0)
        {
            throw Errno.Failure(path, "can't be opened", Errno.Last);
        }

        _ = Libc.Close(fd);
    }

    private static bool IsDamage(Exception e) => (e as SqliteException ?? e.InnerException as SqliteException) is { } cause && LedgerFailure.IsDamage(cause);

    private static string SetAside(string path, DateTimeOffset now)
    {
        var aside = $"{path}.corrupt-{now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        File.Move(path, aside, overwrite: true);
        foreach (var beside in new[] { "-wal", "-shm" })
        {
            // What belongs to the damaged file must not be taken for a part of the new one.
            if (File.Exists(path + beside))
            {
                File.Move(path + beside, aside + beside, overwrite: true);
            }
        }

        return aside;
    }
}
