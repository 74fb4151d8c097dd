using Mint.Core;
using Mint.Core.Ledger;
using Mint.Core.Reporting;

namespace Mint.Platform.Ledger;

/// <summary>The agent's ledger in one SQLite file. Opened by <see cref="LedgerFile"/>.</summary>
public sealed class SqliteLedger : SqliteLedgerReader, ILedger
{
    private readonly Lock gate = new();
    private readonly LedgerMemory<IReadOnlyDictionary<ResourceId, OwnedResource>> owned;
    private readonly LedgerMemory<IReadOnlySet<ResourceId>> owed;
    private readonly LedgerMemory<IReadOnlyDictionary<ResourceId, Trouble>> troubles;
    private readonly LedgerMemory<IReadOnlyDictionary<ResourceId, OpenDrift>> drifts;
    private readonly LedgerMemory<Pause?> pause;
    private readonly RepeatFolding folding;
    private readonly EventBounds bounds;

    internal SqliteLedger(LedgerDatabase database, string? setAside, EventBounds? bounds = null) : base(database)
    {
        SetAside = setAside;
        owned = new(gate, base.ReadOwned);
        owed = new(gate, base.ReadOwed);
        troubles = new(gate, base.ReadTroubles);
        drifts = new(gate, base.ReadOpenDrifts);
        pause = new(gate, base.ReadPause);
        this.bounds = bounds ?? EventBounds.Usual;
        folding = new RepeatFolding(this, database, this.bounds.Waiting);
    }

    /// <inheritdoc/>
    public event EventHandler? EventsRecorded;

    /// <summary>
    /// Where the damaged ledger before this one was moved; null in the normal case. The agent reports it loudly: ownership is to be
    /// found anew by observing, so orphans of the time before are no longer known.
    /// </summary>
    public string? SetAside { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<ResourceId, OwnedResource> ReadOwned() => owned.Read();

    /// <inheritdoc/>
    public override IReadOnlySet<ResourceId> ReadOwed() => owed.Read();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<ResourceId, Trouble> ReadTroubles() => troubles.Read();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<ResourceId, OpenDrift> ReadOpenDrifts() => drifts.Read();

    /// <inheritdoc/>
    public override Pause? ReadPause() => pause.Read();

    /// <inheritdoc/>
    public void RecordIntents(IReadOnlyList<Intent> intents) => ForEach(intents, (t, intent) =>
    {
        OwnedRows.RecordIntent(t, intent.Resource);
        foreach (var owed in intent.Owes)
        {
            t.Run("INSERT OR IGNORE INTO owed (id) VALUES ($id)", Id(owed));
        }

        if (intent.Preserved is { } content)
        {
            t.Run("INSERT OR IGNORE INTO preserved (id, content) VALUES ($id, $content)", Id(intent.Resource.Id), ("$content", content));
        }
    });

    /// <inheritdoc/>
    public void RecordApplied(IReadOnlyList<OwnedResource> resources) => ForEach(resources, (t, resource) =>
    {
        OwnedRows.RecordApplied(t, resource);
        EndStories(t, resource.Id);
    });

    /// <inheritdoc/>
    public void Forget(IReadOnlyList<ResourceId> ids) => ForEach(ids, (t, id) =>
    {
        t.Run("DELETE FROM owned WHERE id = $id", Id(id));
        EndStories(t, id);
    });

    /// <inheritdoc/>
    public void Owe(IReadOnlyList<ResourceId> ids) => ForEach("INSERT OR IGNORE INTO owed (id) VALUES ($id)", ids);

    /// <inheritdoc/>
    public void StrikeOff(IReadOnlyList<ResourceId> ids) => ForEach("DELETE FROM owed WHERE id = $id", ids);

    /// <inheritdoc/>
    public void SetTroubles(IReadOnlyList<Trouble> troubles) => ForEach(troubles, (t, trouble) =>
    {
        t.Run(
            """
            INSERT OR REPLACE INTO troubles (id, kind, message, spec_hash, attempts, since, next_try)
            VALUES ($id, $kind, $message, $hash, $attempts, $since, $next)
            """,
            Id(trouble.Id),
            ("$kind", (int)trouble.Kind),
            ("$message", trouble.Message),
            ("$hash", trouble.SpecHash),
            ("$attempts", trouble.Attempts),
            ("$since", trouble.Since.UtcTicks),
            ("$next", trouble.NextTry?.UtcTicks));
    });

    /// <inheritdoc/>
    public void ClearTroubles(IReadOnlyList<ResourceId> ids) => ForEach("DELETE FROM troubles WHERE id = $id", ids);

    /// <inheritdoc/>
    public void SetOpenDrifts(IReadOnlyList<OpenDrift> drifts) => ForEach(drifts, (t, drift) =>
    {
        t.Run(
            "INSERT OR REPLACE INTO drifts (id, first_seen, fingerprint) VALUES ($id, $seen, $print)",
            Id(drift.Id),
            ("$seen", drift.FirstSeen.UtcTicks),
            ("$print", drift.Fingerprint));
    });

    /// <inheritdoc/>
    public void ClearOpenDrifts(IReadOnlyList<ResourceId> ids) => ForEach("DELETE FROM drifts WHERE id = $id", ids);

    /// <inheritdoc/>
    public void WritePause(Pause? pause) => Write(t =>
    {
        t.Run("DELETE FROM pause");
        if (pause is not null)
        {
            t.Run(
                "INSERT INTO pause (only_one, who, reason, since, until) VALUES (1, $who, $reason, $since, $until)",
                ("$who", pause.Who),
                ("$reason", pause.Reason),
                ("$since", pause.Since.UtcTicks),
                ("$until", pause.Until.UtcTicks));
        }
    });

    /// <inheritdoc/>
    public void RecordEvents(IReadOnlyList<LedgerEvent> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        folding.MakeRoom(events[^1].At);
        Database.Write(t =>
        {
            foreach (var told in events)
            {
                EventRows.Add(t, told);
            }

            EventRows.Prune(t, bounds.Kept);
        });
        EventsRecorded?.Invoke(this, EventArgs.Empty);
    }

    /// <inheritdoc/>
    public void WriteFact(string name, string? value) => Database.Write(t => t.Run(
        value is null ? "DELETE FROM facts WHERE name = $name" : "INSERT OR REPLACE INTO facts (name, value) VALUES ($name, $value)",
        value is null ? [("$name", name)] : [("$name", name), ("$value", value)]));

    /// <inheritdoc/>
    public void DropPreserved(ResourceId id) => ForEach("DELETE FROM preserved WHERE id = $id", [id]);

    private static (string, object?) Id(ResourceId id) => ("$id", id.ToString());

    private static void EndStories(LedgerTransaction t, ResourceId id)
    {
        t.Run("DELETE FROM troubles WHERE id = $id", Id(id));
        t.Run("DELETE FROM drifts WHERE id = $id", Id(id));
    }

    private void ForEach(string sql, IReadOnlyList<ResourceId> ids) => ForEach(ids, (t, id) => t.Run(sql, Id(id)));

    private void ForEach<T>(IReadOnlyList<T> items, Action<LedgerTransaction, T> write)
    {
        // An empty call costs no transaction: a pass that finds nothing does not touch the disk.
        if (items.Count > 0)
        {
            Write(t =>
            {
                foreach (var item in items)
                {
                    write(t, item);
                }
            });
        }
    }

    /// <summary>Writes to tables that are remembered. Whether it succeeds or not, they are read anew.</summary>
    private void Write(Action<LedgerTransaction> write)
    {
        lock (gate)
        {
            owned.Forget();
            owed.Forget();
            troubles.Forget();
            drifts.Forget();
            pause.Forget();
            Database.Write(write);
        }
    }
}
