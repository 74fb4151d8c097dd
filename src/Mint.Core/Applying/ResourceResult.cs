using Mint.Core.Config;
using Mint.Core.Planning;
using Mint.Core.Providers;

namespace Mint.Core.Applying;

/// <summary>How a planned change ended.</summary>
public enum Outcome
{
    /// <summary>Made.</summary>
    Created,

    /// <summary>Altered.</summary>
    Updated,

    /// <summary>Removed, and confirmed gone.</summary>
    Deleted,

    /// <summary>Let go: it stays on the host, unmanaged.</summary>
    Disowned,

    /// <summary>Reloaded or restarted.</summary>
    Refreshed,

    /// <summary>By the time of its turn there was nothing to do.</summary>
    Unchanged,

    /// <summary>Failed; <see cref="ResourceResult.Failure"/> says what follows.</summary>
    Failed,

    /// <summary>Not tried, since something it needs failed or is held.</summary>
    Skipped,
}

/// <summary>One change, done or failed.</summary>
/// <param name="Change">What was planned, with the differences as they were right before.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Took">How long its batch took.</param>
public sealed record ResourceResult(Change Change, Outcome Outcome, TimeSpan Took)
{
    /// <summary>The resource.</summary>
    public ResourceId Id => Change.Id;

    /// <summary>Its place in the config repo.</summary>
    public Origin Origin => Change.Origin;

    /// <summary>Why it failed or was skipped; null otherwise.</summary>
    public string? Message { get; init; }

    /// <summary>What follows from a failure; null otherwise.</summary>
    public FailureKind? Failure { get; init; }

    /// <summary>For <see cref="FailureKind.WaitUntil"/>: when to try again.</summary>
    public DateTimeOffset? Until { get; init; }
}
