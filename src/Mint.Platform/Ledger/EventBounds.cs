namespace Mint.Platform.Ledger;

/// <summary>How many events the ledger keeps.</summary>
/// <param name="Kept">The newest that are always kept.</param>
/// <param name="Waiting">How many may wait for the coordinator before repeats are folded.</param>
internal sealed record EventBounds(int Kept, int Waiting)
{
    /// <summary>On a host.</summary>
    public static EventBounds Usual { get; } = new(100_000, 200_000);
}
