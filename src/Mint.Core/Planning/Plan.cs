using Mint.Core.Config;
using Mint.Core.Providers;

namespace Mint.Core.Planning;

/// <summary>A forecast: what would be done now. Making one changes nothing.</summary>
/// <param name="Changes">In the order they would be done.</param>
/// <param name="Unreadable">Resources that could not be looked at.</param>
/// <param name="Examined">How many resources were looked at.</param>
public sealed record Plan(IReadOnlyList<Change> Changes, IReadOnlyList<Unreadable> Unreadable, int Examined)
{
    /// <summary>In sync, though the ledger does not say so yet: found in place, or finished by a run that was cut off.</summary>
    public IReadOnlyList<ResourceId> Settled { get; init; } = [];

    /// <summary>Owned and no longer desired, and already absent: only the ledger has to let go.</summary>
    public IReadOnlyList<ResourceId> Gone { get; init; } = [];

    /// <summary>In sync with the ledger: an open drift or a trouble of theirs has ended by itself.</summary>
    public IReadOnlyList<ResourceId> InSync { get; init; } = [];
}

/// <summary>A resource that could not be looked at.</summary>
/// <param name="Id">The resource.</param>
/// <param name="Kind">What follows.</param>
/// <param name="Message">Why.</param>
/// <param name="Origin">Where the config repo asks for it.</param>
public sealed record Unreadable(ResourceId Id, FailureKind Kind, string Message, Origin Origin);
