namespace Mint.Coordinator.Notifications;

/// <summary>Somebody who is told.</summary>
internal interface INotifyTarget
{
    /// <summary>Its name in the store, in logs and metrics.</summary>
    string Name { get; }

    /// <summary>Tries once to hand over a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="body">It as JSON, the same in every try.</param>
    /// <param name="ct">Ends the try.</param>
    Task<Delivery> SendAsync(Message message, string body, CancellationToken ct);
}

/// <summary>What became of a try.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Reason">Why not; empty when delivered.</param>
internal readonly record struct Delivery(DeliveryOutcome Outcome, string Reason = "");

/// <summary>What became of a try to deliver.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The other side has it.</summary>
    Delivered,

    /// <summary>The other side does not take this message; it may take the next.</summary>
    Refused,

    /// <summary>The other side can't be reached, or takes nothing now.</summary>
    Away,
}
