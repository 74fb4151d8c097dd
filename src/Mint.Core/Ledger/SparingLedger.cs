using Mint.Core.Reporting;

namespace Mint.Core.Ledger;

/// <summary>Passes on only what says something: a run without changes writes nothing, so it costs no transaction.</summary>
internal sealed class SparingLedger(ILedger ledger) : ILedger
{
    public event EventHandler? EventsRecorded
    {
        add => ledger.EventsRecorded += value;
        remove => ledger.EventsRecorded -= value;
    }

    public IReadOnlyDictionary<ResourceId, OwnedResource> ReadOwned() => ledger.ReadOwned();

    public IReadOnlySet<ResourceId> ReadOwed() => ledger.ReadOwed();

    public IReadOnlyDictionary<ResourceId, Trouble> ReadTroubles() => ledger.ReadTroubles();

    public IReadOnlyDictionary<ResourceId, OpenDrift> ReadOpenDrifts() => ledger.ReadOpenDrifts();

    public Pause? ReadPause() => ledger.ReadPause();

    public byte[]? ReadPreserved(ResourceId id) => ledger.ReadPreserved(id);

    public IReadOnlyList<LedgerEvent> ReadEvents(EventQuery query) => ledger.ReadEvents(query);

    public IReadOnlyList<LedgerEvent> ReadEventsAfter(long sequence, int limit) => ledger.ReadEventsAfter(sequence, limit);

    public long CountEventsAfter(long sequence) => ledger.CountEventsAfter(sequence);

    public long ReadLastSequence() => ledger.ReadLastSequence();

    public string? ReadFact(string name) => ledger.ReadFact(name);

    public void RecordIntents(IReadOnlyList<Intent> intents) => Unless(intents, ledger.RecordIntents);

    public void RecordApplied(IReadOnlyList<OwnedResource> resources) => Unless(resources, ledger.RecordApplied);

    public void Forget(IReadOnlyList<ResourceId> ids) => Unless(ids, ledger.Forget);

    public void Owe(IReadOnlyList<ResourceId> ids) => Unless(ids, ledger.Owe);

    public void StrikeOff(IReadOnlyList<ResourceId> ids) => Unless(ids, ledger.StrikeOff);

    public void SetTroubles(IReadOnlyList<Trouble> troubles) => Unless(troubles, ledger.SetTroubles);

    public void ClearTroubles(IReadOnlyList<ResourceId> ids) => Unless(ids, ledger.ClearTroubles);

    public void SetOpenDrifts(IReadOnlyList<OpenDrift> drifts) => Unless(drifts, ledger.SetOpenDrifts);

    public void ClearOpenDrifts(IReadOnlyList<ResourceId> ids) => Unless(ids, ledger.ClearOpenDrifts);

    public void WritePause(Pause? pause) => ledger.WritePause(pause);

    public void RecordEvents(IReadOnlyList<LedgerEvent> events) => Unless(events, ledger.RecordEvents);

    public void WriteFact(string name, string? value) => ledger.WriteFact(name, value);

    public void DropPreserved(ResourceId id) => ledger.DropPreserved(id);

    private static void Unless<T>(IReadOnlyList<T> empty, Action<IReadOnlyList<T>> write)
    {
        if (empty.Count > 0)
        {
            write(empty);
        }
    }
}
