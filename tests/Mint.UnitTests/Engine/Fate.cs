using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using Mint.Testing.Conformance;

namespace Mint.UnitTests.Engine;

/// <summary>Counts every write to host and ledger, and kills the agent before or after a chosen one. From then on nothing more is written.</summary>
internal sealed class Fate(int killAt)
{
    private int steps;

    public bool Dead { get; private set; }

    /// <summary>Called before and after every write.</summary>
    public void Step()
    {
        if (Dead || ++steps == killAt)
        {
            Dead = true;
            throw new AgentKilledException();
        }
    }
}

internal sealed class MortalHost(IHost host, Fate fate) : InterceptingHost(host)
{
    protected override void Before() => fate.Step();

    protected override void After() => fate.Step();
}

internal sealed class MortalLedger(ILedger ledger, Action step) : ILedger
{
    public IReadOnlyDictionary<ResourceId, OwnedResource> ReadOwned() => ledger.ReadOwned();

    public IReadOnlySet<ResourceId> ReadOwed() => ledger.ReadOwed();

    public IReadOnlyDictionary<ResourceId, Trouble> ReadTroubles() => ledger.ReadTroubles();

    public IReadOnlyDictionary<ResourceId, OpenDrift> ReadOpenDrifts() => ledger.ReadOpenDrifts();

    public Pause? ReadPause() => ledger.ReadPause();

    public byte[]? ReadPreserved(ResourceId id) => ledger.ReadPreserved(id);

    public IReadOnlyList<LedgerEvent> ReadEvents(EventQuery query) => ledger.ReadEvents(query);

    public event EventHandler? EventsRecorded
    {
        add => ledger.EventsRecorded += value;
        remove => ledger.EventsRecorded -= value;
    }

    public IReadOnlyList<LedgerEvent> ReadEventsAfter(long sequence, int limit) => ledger.ReadEventsAfter(sequence, limit);

    public long CountEventsAfter(long sequence) => ledger.CountEventsAfter(sequence);

    public long ReadLastSequence() => ledger.ReadLastSequence();

    public string? ReadFact(string name) => ledger.ReadFact(name);

    public void RecordIntents(IReadOnlyList<Intent> intents) => Write(() => ledger.RecordIntents(intents));

    public void RecordApplied(IReadOnlyList<OwnedResource> resources) => Write(() => ledger.RecordApplied(resources));

    public void Forget(IReadOnlyList<ResourceId> ids) => Write(() => ledger.Forget(ids));

    public void Owe(IReadOnlyList<ResourceId> ids) => Write(() => ledger.Owe(ids));

    public void StrikeOff(IReadOnlyList<ResourceId> ids) => Write(() => ledger.StrikeOff(ids));

    public void SetTroubles(IReadOnlyList<Trouble> troubles) => Write(() => ledger.SetTroubles(troubles));

    public void ClearTroubles(IReadOnlyList<ResourceId> ids) => Write(() => ledger.ClearTroubles(ids));

    public void SetOpenDrifts(IReadOnlyList<OpenDrift> drifts) => Write(() => ledger.SetOpenDrifts(drifts));

    public void ClearOpenDrifts(IReadOnlyList<ResourceId> ids) => Write(() => ledger.ClearOpenDrifts(ids));

    public void WritePause(Pause? pause) => Write(() => ledger.WritePause(pause));

    public void RecordEvents(IReadOnlyList<LedgerEvent> events) => Write(() => ledger.RecordEvents(events));

    public void WriteFact(string name, string? value) => Write(() => ledger.WriteFact(name, value));

    public void DropPreserved(ResourceId id) => Write(() => ledger.DropPreserved(id));

    private void Write(Action write)
    {
        step();
        write();
        step();
    }
}
