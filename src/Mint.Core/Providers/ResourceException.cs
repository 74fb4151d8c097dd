namespace Mint.Core.Providers;

/// <summary>The world failed one resource. Caught in one place, per resource, by the applier and the planner.</summary>
public sealed class ResourceException : Exception
{
    /// <summary>Makes a failure.</summary>
    /// <param name="kind">What follows.</param>
    /// <param name="message">One sentence for an engineer; no secret in it.</param>
    /// <param name="until">For <see cref="FailureKind.WaitUntil"/>: when to try again.</param>
    /// <param name="inner">The cause.</param>
    public ResourceException(FailureKind kind, string message, DateTimeOffset? until = null, Exception? inner = null)
        : base(message, inner) => (Kind, Until) = (kind, until);

    /// <summary>What follows.</summary>
    public FailureKind Kind { get; }

    /// <summary>When to try again; null unless the kind is <see cref="FailureKind.WaitUntil"/>.</summary>
    public DateTimeOffset? Until { get; }
}
