using Mint.Core;
using Mint.Core.Ledger;
using Mint.Core.Reporting;

namespace Mint.Testing;

/// <summary>The ledger's twin in memory. Survives a "restart" of the engine by being handed on.</summary>
public sealed class MemoryLedger : ILedger
{
    private readonly Dictionary<ResourceId, OwnedResource> owned = [];
    private readonly HashSet<ResourceId> owed = [];
    private readonly Dictionary<ResourceId, Trouble> troubleRows = [];
    private readonly Dictionary<ResourceId, OpenDrift> driftRows = [];
    private readonly Dictionary<ResourceId, byte[]> preserved = [];
    private readonly Dictionary<string, string> facts = [];
    private readonly List<LedgerEvent> eventRows = [];
    private Pause? pauseRow;

    public event EventHandler? EventsRecorded;

    public IReadOnlyList<LedgerEvent> Events => eventRows;

    public IReadOnlyDictionary<ResourceId, OwnedResource> ReadOwned() => new Dictionary<ResourceId, OwnedResource>(owned);

    public IReadOnlySet<ResourceId> ReadOwed() => new HashSet<ResourceId>(owed);

    public IReadOnlyDictionary<ResourceId, Trouble> ReadTroubles() => new Dictionary<ResourceId, Trouble>(troubleRows);

    public IReadOnlyDictionary<ResourceId, OpenDrift> ReadOpenDrifts() => new Dictionary<ResourceId, OpenDrift>(driftRows);

    public Pause? ReadPause() => pauseRow;

    public byte[]? ReadPreserved(ResourceId id) => preserved.GetValueOrDefault(id);

    public IReadOnlyList<LedgerEvent> ReadEvents(EventQuery query) =>
    [
        .. eventRows
            .Where(e => (query.Since is null || e.At >= query.Since)
                && (query.Resource is null || e.Resource == query.Resource)
                && (query.Kind is null || e.Kind == query.Kind))
            .Reverse()
            .Take(query.Limit),
    ];

    public IReadOnlyList<LedgerEvent> ReadEventsAfter(long sequence, int limit) => [.. eventRows.Where(e => e.Sequence > sequence).Take(limit)];

    public long CountEventsAfter(long sequence) => eventRows.Count(e => e.Sequence > sequence);

    public long ReadLastSequence() => eventRows.Count;

    public string? ReadFact(string name) => facts.GetValueOrDefault(name);

    public void RecordIntents(IReadOnlyList<Intent> intents)
    {
        foreach (var intent in intents)
        {
            var row = intent.Resource;
            owned[row.Id] = owned.TryGetValue(row.Id, out var before)
                ? row with { Ownership = before.Ownership, SpecHash = before.SpecHash, SpecJson = before.SpecJson, AppliedAt = before.AppliedAt }
                : row with { SpecHash = null, SpecJson = null, AppliedAt = null };
            owed.UnionWith(intent.Owes);
            if (intent.Preserved is not null)
            {
                preserved.TryAdd(row.Id, intent.Preserved);
            }
        }
    }

    public void RecordApplied(IReadOnlyList<OwnedResource> resources)
    {
        foreach (var row in resources)
        {
            owned[row.Id] = owned.TryGetValue(row.Id, out var before) ? row with { Ownership = before.Ownership } : row;
            troubleRows.Remove(row.Id);
            driftRows.Remove(row.Id);
        }
    }

    public void Forget(IReadOnlyList<ResourceId> ids)
    {
        foreach (var id in ids)
        {
            owned.Remove(id);
            troubleRows.Remove(id);
            driftRows.Remove(id);
        }
    }

    public void Owe(IReadOnlyList<ResourceId> ids) => owed.UnionWith(ids);

    public void StrikeOff(IReadOnlyList<ResourceId> ids) => owed.ExceptWith(ids);

    public void SetTroubles(IReadOnlyList<Trouble> troubles)
    {
        foreach (var trouble in troubles)
        {
            troubleRows[trouble.Id] = trouble;
        }
    }

    public void ClearTroubles(IReadOnlyList<ResourceId> ids)
    {
        foreach (var id in ids)
        {
            troubleRows.Remove(id);
        }
    }

    public void SetOpenDrifts(IReadOnlyList<OpenDrift> drifts)
    {
        foreach (var drift in drifts)
        {
            driftRows[drift.Id] = drift;
        }
    }

    public void ClearOpenDrifts(IReadOnlyList<ResourceId> ids)
    {
        foreach (var id in ids)
        {
            driftRows.Remove(id);
        }
    }

    public void WritePause(Pause? pause) => pauseRow = pause;

    public void RecordEvents(IReadOnlyList<LedgerEvent> events)
    {
        foreach (var told in events)
        {
            eventRows.Add(told with { Sequence = eventRows.Count + 1 });
        }

        EventsRecorded?.Invoke(this, EventArgs.Empty);
    }

    public void WriteFact(string name, string? value)
    {
        if (value is null)
        {
            facts.Remove(name);
        }
        else
        {
            facts[name] = value;
        }
    }

    public void DropPreserved(ResourceId id) => preserved.Remove(id);
}
