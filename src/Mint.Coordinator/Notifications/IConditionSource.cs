namespace Mint.Coordinator.Notifications;

/// <summary>Finds what needs a person, from what is stored. It keeps nothing in memory, so that any coordinator finds the same.</summary>
internal interface IConditionSource
{
    /// <summary>Everything that is so now.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="watchingSince">Since when this coordinator watches; what has no beginning of its own began then.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="System.Data.Common.DbException">The store can't be read.</exception>
    Task<IReadOnlyList<Condition>> FindAsync(DateTimeOffset now, DateTimeOffset watchingSince, CancellationToken ct);
}
