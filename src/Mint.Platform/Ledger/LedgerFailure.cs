using Microsoft.Data.Sqlite;
using Mint.Core.Providers;

namespace Mint.Platform.Ledger;

/// <summary>What SQLite's error codes mean.</summary>
internal static class LedgerFailure
{
    public const int Corrupt = 11;

    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int NotADatabase = 26;

    /// <summary>Whether the file itself is bad, so that it has to be set aside.</summary>
    public static bool IsDamage(SqliteException e) => e.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>The failure for a person; nothing of the transaction was kept.</summary>
    public static ResourceException From(SqliteException e, string what) => e.SqliteErrorCode switch
    {
        Full => new(FailureKind.Retry, $"the ledger can't be {what}: no space left on the device", inner: e),
        InputOutput => new(FailureKind.Retry, $"the ledger can't be {what}: the disk fails ({e.Message})", inner: e),
        ReadOnly => new(FailureKind.Retry, $"the ledger can't be {what}: it is read-only", inner: e),
        Busy => new(FailureKind.Retry, $"the ledger can't be {what}: another program holds it", inner: e),
        Corrupt or NotADatabase => new(
            FailureKind.NeedsPerson, $"the ledger can't be {what}: it is damaged; restart the agent, which sets it aside and begins a new one", inner: e),
        _ => new(FailureKind.Retry, $"the ledger can't be {what}: {e.Message}", inner: e),
    };
}
