using Mint.Core.Reporting;

namespace Mint.Core.Ledger;

/// <summary>Reads what the agent remembers of its host. Safe for concurrent use.</summary>
public interface ILedgerReader
{
    /// <summary>All owned resources.</summary>
    IReadOnlyDictionary<ResourceId, OwnedResource> ReadOwned();

    /// <summary>Reloads and restarts that were promised and not yet done.</summary>
    IReadOnlySet<ResourceId> ReadOwed();

    /// <summary>Resources that failed or flap.</summary>
    IReadOnlyDictionary<ResourceId, Trouble> ReadTroubles();

    /// <summary>Drifts that are not repaired.</summary>
    IReadOnlyDictionary<ResourceId, OpenDrift> ReadOpenDrifts();

    /// <summary>The pause in force or ended but not yet resumed from; null when there is none.</summary>
    Pause? ReadPause();

    /// <summary>What a resource was before it was adopted; null when nothing was kept.</summary>
    byte[]? ReadPreserved(ResourceId id);

    /// <summary>Events, newest first.</summary>
    IReadOnlyList<LedgerEvent> ReadEvents(EventQuery query);

    /// <summary>Events after a number, oldest first.</summary>
    /// <param name="sequence">The number; 0 for all.</param>
    /// <param name="limit">At most this many, 1 to 10,000.</param>
    IReadOnlyList<LedgerEvent> ReadEventsAfter(long sequence, int limit);

    /// <summary>How many events come after a number.</summary>
    long CountEventsAfter(long sequence);

    /// <summary>The newest event's number; 0 when there is none.</summary>
    long ReadLastSequence();

    /// <summary>A single value, such as the id of the last accepted commit (<see cref="LedgerFacts"/>); null when never written.</summary>
    string? ReadFact(string name);
}

/// <summary>Which events to read.</summary>
/// <param name="Limit">At most this many, 1 to 10,000.</param>
/// <param name="Since">Only from this time on; null for all.</param>
/// <param name="Resource">Only of this resource; null for all.</param>
/// <param name="Kind">Only of this kind; null for all.</param>
public sealed record EventQuery(int Limit, DateTimeOffset? Since = null, ResourceId? Resource = null, EventKind? Kind = null);

/// <summary>Names of the single values that the ledger keeps.</summary>
public static class LedgerFacts
{
    /// <summary>Id of the highest accepted commit; never walks back.</summary>
    public const string AcceptedCommit = "accepted-commit";

    /// <summary>Id of the commit that the host last converged to.</summary>
    public const string ConvergedCommit = "converged-commit";

    /// <summary>
    /// Up to which event the coordinator has everything on its disk. Only there while a coordinator is configured: then no later event
    /// falls off.
    /// </summary>
    public const string AcknowledgedSequence = "acknowledged-sequence";

    /// <summary>A random id: with another ledger, events are numbered anew.</summary>
    public const string LedgerId = "ledger-id";

    /// <summary>Id of the highest commit that the coordinator ever saw this host accept.</summary>
    public const string WitnessedCommit = "witnessed-commit";

    /// <summary>Hex of the host-local key that hashes secrets.</summary>
    public const string SecretKey = "secret-key";

    /// <summary>Where this host stands with its turn (<see cref="TurnFact"/>).</summary>
    public const string Turn = "turn";

    /// <summary>What is known of the members of this host's WireGuard networks (<see cref="PeersFact"/>).</summary>
    public const string Peers = "peers";
}
