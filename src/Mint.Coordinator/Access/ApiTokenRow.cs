namespace Mint.Coordinator.Access;

/// <summary>An API token as it is stored, without its hash.</summary>
internal sealed class ApiTokenRow
{
    /// <summary>Its name, for the audit log.</summary>
    public string Name { get; init; } = "";

    /// <summary>viewer, operator, admin.</summary>
    public string Role { get; init; } = "";

    /// <summary>One a line; empty for all.</summary>
    public string Customers { get; init; } = "";

    /// <summary>When it was made, ticks.</summary>
    public long CreatedAt { get; init; }

    /// <summary>When it ends, ticks.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>When it was used last, to the minute; ticks.</summary>
    public long? LastUsedAt { get; init; }

    /// <summary>When it was revoked, ticks.</summary>
    public long? RevokedAt { get; init; }

    /// <summary>The customers, one by one.</summary>
    public string[] CustomerList => Customers.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Why it lets nobody in; null when it is good.</summary>
    public string? WhyNot(DateTimeOffset now) =>
        RevokedAt is { } revoked ? $"the token {Name} was revoked at {new DateTimeOffset(revoked, TimeSpan.Zero):u}"
        : ExpiresAt <= now.UtcTicks ? $"the token {Name} expired at {new DateTimeOffset(ExpiresAt, TimeSpan.Zero):u}"
        : null;
}
