using Mint.Core.Ledger;
using Mint.Core.Providers;

namespace Mint.Core.Planning;

/// <summary>Hides what a resource was found to hold where the spec last applied to it held a secret: the new spec, or none, no longer tells of it.</summary>
internal static class FormerSecret
{
    /// <summary>Whether the spec last applied held a secret.</summary>
    /// <param name="owned">What the ledger has of the resource; null when it is not ours.</param>
    public static bool IsOf(OwnedResource? owned) => SecretJsonConverter.IsIn(owned?.SpecJson);

    /// <summary>The differences, fit to print.</summary>
    /// <param name="heldSecret">Whether the spec last applied held a secret.</param>
    /// <param name="differences">The differences as the provider made them.</param>
    public static IReadOnlyList<Difference> Hide(bool heldSecret, IReadOnlyList<Difference> differences) => heldSecret
        ? [.. differences.Select(d => d is { ShowsFoundContent: true, Before: not null } ? d with { Before = "(secret)" } : d)]
        : differences;
}
