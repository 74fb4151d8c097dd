using Microsoft.Data.Sqlite;
using Mint.Core;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Core.Reporting;

namespace Mint.Platform.Ledger;

/// <summary>Reads the ledger's file.</summary>
public class SqliteLedgerReader : ILedgerReader, IDisposable
{
    private readonly LedgerDatabase database;

    private protected SqliteLedgerReader(LedgerDatabase database) => this.database = database;

    /// <summary>Opens for reading only, also while the agent writes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ResourceException">It is absent, not readable or damaged.</exception>
    public static SqliteLedgerReader OpenReadOnly(string path)
    {
        try
        {
            return new SqliteLedgerReader(LedgerDatabase.OpenReadOnly(path));
        }
        catch (SqliteException e)
        {
            throw LedgerFailure.From(e, "read");
        }
    }

    private protected LedgerDatabase Database => database;

    /// <inheritdoc/>
    public virtual IReadOnlyDictionary<ResourceId, OwnedResource> ReadOwned() => database
        .Read(
            "SELECT id, ownership, spec_hash, file, line, column, spec_json, commit_id, applied_at, position, notifies FROM owned",
            row => new OwnedResource(LedgerJson.Id(row.GetString(0)), (Ownership)row.GetInt32(1), row.Text(2), row.Origin(3))
            {
                SpecJson = row.Text(6),
                Commit = row.Text(7),
                AppliedAt = row.TimeOrNull(8),
                Position = row.GetInt32(9),
                Notifies = LedgerJson.ReadIds(row.GetString(10)),
            })
        .ToDictionary(r => r.Id);

    /// <inheritdoc/>
    public virtual IReadOnlySet<ResourceId> ReadOwed() => database.Read("SELECT id FROM owed", row => LedgerJson.Id(row.GetString(0))).ToHashSet();

    /// <inheritdoc/>
    public virtual IReadOnlyDictionary<ResourceId, Trouble> ReadTroubles() => database
        .Read(
            "SELECT id, kind, message, spec_hash, attempts, since, next_try FROM troubles",
            row => new Trouble(
                LedgerJson.Id(row.GetString(0)),
                (FailureKind)row.GetInt32(1),
                row.GetString(2),
                row.Text(3),
                row.GetInt32(4),
                row.Time(5),
                row.TimeOrNull(6)))
        .ToDictionary(t => t.Id);

    /// <inheritdoc/>
    public virtual IReadOnlyDictionary<ResourceId, OpenDrift> ReadOpenDrifts() => database
        .Read(
            "SELECT id, first_seen, fingerprint FROM drifts",
            row => new OpenDrift(LedgerJson.Id(row.GetString(0)), row.Time(1), row.GetString(2)))
        .ToDictionary(d => d.Id);

    /// <inheritdoc/>
    public virtual Pause? ReadPause() => database
        .Read("SELECT who, reason, since, until FROM pause", row => new Pause(row.GetString(0), row.GetString(1), row.Time(2), row.Time(3)))
        .SingleOrDefault();

    /// <inheritdoc/>
    public byte[]? ReadPreserved(ResourceId id) => database
        .Read("SELECT content FROM preserved WHERE id = $id", row => row.GetFieldValue<byte[]>(0), ("$id", id.ToString()))
        .SingleOrDefault();

    /// <inheritdoc/>
    public IReadOnlyList<LedgerEvent> ReadEvents(EventQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return database.Read(
            $"""
            SELECT {EventRows.Columns} FROM events
            WHERE ($since IS NULL OR at >= $since) AND ($resource IS NULL OR resource = $resource) AND ($kind IS NULL OR kind = $kind)
            ORDER BY sequence DESC LIMIT $limit
            """,
            ToEvent,
            ("$since", query.Since?.UtcTicks),
            ("$resource", query.Resource?.ToString()),
            ("$kind", (int?)query.Kind),
            ("$limit", Math.Clamp(query.Limit, 1, 10_000)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<LedgerEvent> ReadEventsAfter(long sequence, int limit) => database.Read(
        $"SELECT {EventRows.Columns} FROM events WHERE sequence > $after ORDER BY sequence LIMIT $limit",
        ToEvent,
        ("$after", sequence),
        ("$limit", Math.Clamp(limit, 1, 10_000)));

    /// <inheritdoc/>
    public long CountEventsAfter(long sequence) =>
        database.Read("SELECT count(*) FROM events WHERE sequence > $after", row => row.GetInt64(0), ("$after", sequence)).Single();

    /// <inheritdoc/>
    public long ReadLastSequence() => database.Read("SELECT coalesce(max(sequence), 0) FROM events", row => row.GetInt64(0)).Single();

    /// <inheritdoc/>
    public string? ReadFact(string name) =>
        database.Read("SELECT value FROM facts WHERE name = $name", row => row.GetString(0), ("$name", name)).SingleOrDefault();

    /// <inheritdoc/>
    public void Dispose()
    {
        database.Dispose();
        GC.SuppressFinalize(this);
    }

    private static LedgerEvent ToEvent(SqliteDataReader row) => new(row.Time(1), (EventKind)row.GetInt32(2), row.GetString(3))
    {
        Sequence = row.GetInt64(0),
        Resource = row.Text(4) is { } id ? LedgerJson.Id(id) : null,
        Origin = row.Origin(5),
        Commit = row.Text(8),
        Differences = LedgerJson.ReadDifferences(row.GetString(9)),
        Action = row.Text(10),
        FirstSeen = row.TimeOrNull(11),
        Took = row.IsDBNull(12) ? null : TimeSpan.FromTicks(row.GetInt64(12)),
        LikelyBy = row.Text(13),
    };
}
