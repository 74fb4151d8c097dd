using Mint.Core.Reporting;

namespace Mint.Core.Ledger;

/// <summary>
/// The agent's own store: what it owns, what it last applied, what it saw. Every method is one transaction, durable when it returns.
/// </summary>
/// <exception cref="Providers.ResourceException">Any method: the store can't be written (disk full); nothing of the call was kept.</exception>
public interface ILedger : ILedgerReader
{
    /// <summary>Raised after events were recorded. Handlers must be quick.</summary>
    event EventHandler? EventsRecorded;

    /// <summary>Journals a batch before it is applied: ownership, owed reloads and what was there before us.</summary>
    void RecordIntents(IReadOnlyList<Intent> intents);

    /// <summary>
    /// Records specs that are now in force, whether applied just now or found in place. A row that exists keeps its
    /// <see cref="OwnedResource.Ownership"/>; troubles and open drifts of these resources end.
    /// </summary>
    void RecordApplied(IReadOnlyList<OwnedResource> resources);

    /// <summary>Lets go of resources: deleted and confirmed gone, or disowned. What was preserved is kept for <c>mint undo</c>.</summary>
    void Forget(IReadOnlyList<ResourceId> ids);

    /// <summary>Adds reloads and restarts that are owed.</summary>
    void Owe(IReadOnlyList<ResourceId> ids);

    /// <summary>Strikes off reloads and restarts that were done, or whose target is gone.</summary>
    void StrikeOff(IReadOnlyList<ResourceId> ids);

    /// <summary>Sets or replaces troubles.</summary>
    void SetTroubles(IReadOnlyList<Trouble> troubles);

    /// <summary>Ends troubles.</summary>
    void ClearTroubles(IReadOnlyList<ResourceId> ids);

    /// <summary>Sets or replaces open drifts.</summary>
    void SetOpenDrifts(IReadOnlyList<OpenDrift> drifts);

    /// <summary>Ends open drifts.</summary>
    void ClearOpenDrifts(IReadOnlyList<ResourceId> ids);

    /// <summary>Sets the pause, or ends it with null.</summary>
    void WritePause(Pause? pause);

    /// <summary>
    /// Appends events in order; the ledger numbers them. Old ones beyond the bound (100,000) fall off, unless a coordinator still has to get
    /// them; of more than 200,000 such, the oldest that a later one repeats are folded into it.
    /// </summary>
    void RecordEvents(IReadOnlyList<LedgerEvent> events);

    /// <summary>Sets a single value; null removes it.</summary>
    void WriteFact(string name, string? value);

    /// <summary>Drops what was preserved for a resource, after it was put back.</summary>
    void DropPreserved(ResourceId id);
}
