namespace Mint.Coordinator.Access.People;

/// <summary>A person who is logged in.</summary>
internal sealed record PersonSession
{
    /// <summary>Hash of the cookie's text.</summary>
    public required string Hash { get; init; }

    /// <summary>Who.</summary>
    public required string Person { get; init; }

    /// <summary>viewer, operator, admin.</summary>
    public required string Role { get; init; }

    /// <summary>One a line; empty for all.</summary>
    public required string Customers { get; init; }

    /// <summary>When it was last used, to the minute; ticks.</summary>
    public required long SeenAt { get; init; }

    /// <summary>When it ends, used or not; ticks.</summary>
    public required long EndsAt { get; init; }

    /// <summary>Whether it lets in.</summary>
    public bool IsGood(DateTimeOffset now) => EndsAt > now.UtcTicks && SeenAt > (now - PersonSessions.Idle).UtcTicks;
}
