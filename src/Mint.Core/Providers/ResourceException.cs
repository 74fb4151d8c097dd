namespace Mint.Core.Providers;

/// <summary>The world failed one resource. Caught in one place, per resource, by the applier and the planner.</summary>
public sealed class ResourceException : Exception
{
    private readonly IReadOnlyDictionary<string, ResourceException>? parts;

    /// <summary>Makes a failure.</summary>
    /// <param name="kind">What follows.</param>
    /// <param name="message">One sentence for an engineer; no secret in it.</param>
    /// <param name="until">For <see cref="FailureKind.WaitUntil"/>: when to try again.</param>
    /// <param name="inner">The cause.</param>
    public ResourceException(FailureKind kind, string message, DateTimeOffset? until = null, Exception? inner = null)
        : base(message, inner) => (Kind, Until) = (kind, until);

    private ResourceException(IReadOnlyDictionary<string, ResourceException> parts)
        : base(string.Join(" · ", parts.Values.Select(p => p.Message).Distinct()))
    {
        this.parts = parts;
        var first = parts.Values.FirstOrDefault(p => p.Kind == FailureKind.Retry) ?? parts.Values.First();
        (Kind, Until) = (first.Kind, first.Until);
    }

    /// <summary>What follows.</summary>
    public FailureKind Kind { get; }

    /// <summary>When to try again; null unless the kind is <see cref="FailureKind.WaitUntil"/>.</summary>
    public DateTimeOffset? Until { get; }

    /// <summary>What failed of a batch, as one failure: to be tried again if any part is worth it.</summary>
    /// <param name="parts">By the resource's name; at least one.</param>
    public static ResourceException OfBatch(IReadOnlyDictionary<string, ResourceException> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new ResourceException(new Dictionary<string, ResourceException>(parts));
    }

    /// <summary>What failed of one resource: of a batch its own part, null when it has none; else the failure itself.</summary>
    public ResourceException? Of(string name) => parts is null ? this : parts.GetValueOrDefault(name);
}
