namespace Mint.Coordinator.Notifications;

/// <summary>Something that needs a person, as it is now.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Subject">Which one of that sort; what a message calls it.</param>
/// <param name="Host">On which host; empty for none.</param>
/// <param name="Detail">Why, one sentence; empty where the kind says all.</param>
/// <param name="Since">When it began.</param>
internal sealed record Condition(ConditionKind Kind, string Subject, string Host, string Detail, DateTimeOffset Since)
{
    /// <summary>Id of the newest event that it rests on; 0 when it rests on a state.</summary>
    public long Event { get; init; }
}
