using Mint.Core.Confirming;

namespace Mint.Core.Applying;

/// <summary>What a run did.</summary>
/// <param name="Results">One per change that had its turn, in that order.</param>
/// <param name="Interrupted">Whether it was cancelled before its end; the rest comes with the next run.</param>
public sealed record ApplyResult(IReadOnlyList<ResourceResult> Results, bool Interrupted)
{
    /// <summary>What was taken back, since it was not confirmed: the run ended there. Null when nothing was.</summary>
    public TakenBack? TakenBack { get; init; }
}
