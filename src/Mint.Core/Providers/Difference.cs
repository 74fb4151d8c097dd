using Mint.Core.Config;

namespace Mint.Core.Providers;

/// <summary>One attribute that is not as desired. Both sides are already fit to print: a secret reads <c>(secret)</c>.</summary>
/// <param name="Attribute">What differs: <c>content</c>, <c>mode</c>, <c>version</c> …</param>
/// <param name="Before">What is there; null when absent. Text content is whole, so that a unified diff can be made.</param>
/// <param name="After">What is wanted; null when it shall be gone.</param>
/// <param name="Origin">Its own place in the config repo, where it differs from the resource's.</param>
public sealed record Difference(string Attribute, string? Before, string? After, Origin? Origin = null)
{
    /// <summary>
    /// Whether <see cref="Before"/> is what the resource holds, as it was found. Where the spec that was in force held a secret, that is the
    /// secret, of which the new spec knows nothing; the planner, which has the ledger, then hides it.
    /// </summary>
    public bool ShowsFoundContent { get; init; }
}
