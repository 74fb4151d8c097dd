namespace Mint.Platform.Ledger;

/// <summary>The tables. Times are ticks of UTC, ids are <c>kind/name</c>, lists are JSON.</summary>
internal static class LedgerSchema
{
    /// <summary>Kept in <c>user_version</c>. A ledger of a newer agent is refused, not damaged.</summary>
    public const int Version = 1;

    /// <summary>Makes what is missing.</summary>
    public const string Create = """
        CREATE TABLE IF NOT EXISTS owned (
            id TEXT PRIMARY KEY, ownership INTEGER NOT NULL, spec_hash TEXT, spec_json TEXT, file TEXT NOT NULL, line INTEGER NOT NULL,
            column INTEGER NOT NULL, commit_id TEXT, applied_at INTEGER, position INTEGER NOT NULL, notifies TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS owed (id TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS troubles (
            id TEXT PRIMARY KEY, kind INTEGER NOT NULL, message TEXT NOT NULL, spec_hash TEXT, attempts INTEGER NOT NULL,
            since INTEGER NOT NULL, next_try INTEGER) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS drifts (id TEXT PRIMARY KEY, first_seen INTEGER NOT NULL, fingerprint TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS pause (
            only_one INTEGER PRIMARY KEY CHECK (only_one = 1), who TEXT NOT NULL, reason TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS preserved (id TEXT PRIMARY KEY, content BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS events (
            sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL, summary TEXT NOT NULL, resource TEXT, file TEXT NOT NULL,
            line INTEGER NOT NULL, column INTEGER NOT NULL, commit_id TEXT, differences TEXT NOT NULL, action TEXT, first_seen INTEGER,
            took INTEGER, likely_by TEXT);
        CREATE INDEX IF NOT EXISTS events_by_resource ON events (resource, sequence);
        CREATE INDEX IF NOT EXISTS events_by_time ON events (at);
        PRAGMA user_version = 1;
        """;
}
