using Mint.Core.Config;

namespace Mint.Core.Ledger;

/// <summary>How a resource came into our care.</summary>
public enum Ownership
{
    /// <summary>It was not there; we made it, so we remove it.</summary>
    Created,

    /// <summary>It was there before us; when it is no longer desired it is let go, not deleted.</summary>
    Adopted,
}

/// <summary>A resource that the ledger owns.</summary>
/// <param name="Id">Kind and name.</param>
/// <param name="Ownership">Created or adopted.</param>
/// <param name="SpecHash">Hash of the spec last applied successfully; null while the first apply has not ended.</param>
/// <param name="Origin">Where the config repo asked for it.</param>
public sealed record OwnedResource(ResourceId Id, Ownership Ownership, string? SpecHash, Origin Origin)
{
    /// <summary>The spec last applied, canonical JSON with secrets as keyed hashes; null as <see cref="SpecHash"/>.</summary>
    public string? SpecJson { get; init; }

    /// <summary>Id of the commit that it was last applied from.</summary>
    public string? Commit { get; init; }

    /// <summary>When it was last applied.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Its place in the order of making; orphans are removed in the reverse order.</summary>
    public int Position { get; init; }

    /// <summary>What to reload or restart when it goes away.</summary>
    public IReadOnlyList<ResourceId> Notifies { get; init; } = [];
}
