using Mint.Core.Reporting;

namespace Mint.Core.Ledger;

/// <summary>A ledger that knows nothing: for a plan made where the real one can't be read.</summary>
public sealed class EmptyLedger : ILedgerReader
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<ResourceId, OwnedResource> ReadOwned() => new Dictionary<ResourceId, OwnedResource>();

    /// <inheritdoc/>
    public IReadOnlySet<ResourceId> ReadOwed() => new HashSet<ResourceId>();

    /// <inheritdoc/>
    public IReadOnlyDictionary<ResourceId, Trouble> ReadTroubles() => new Dictionary<ResourceId, Trouble>();

    /// <inheritdoc/>
    public IReadOnlyDictionary<ResourceId, OpenDrift> ReadOpenDrifts() => new Dictionary<ResourceId, OpenDrift>();

    /// <inheritdoc/>
    public Pause? ReadPause() => null;

    /// <inheritdoc/>
    public byte[]? ReadPreserved(ResourceId id) => null;

    /// <inheritdoc/>
    public IReadOnlyList<LedgerEvent> ReadEvents(EventQuery query) => [];

    /// <inheritdoc/>
    public IReadOnlyList<LedgerEvent> ReadEventsAfter(long sequence, int limit) => [];

    /// <inheritdoc/>
    public long CountEventsAfter(long sequence) => 0;

    /// <inheritdoc/>
    public long ReadLastSequence() => 0;

    /// <inheritdoc/>
    public string? ReadFact(string name) => null;
}
