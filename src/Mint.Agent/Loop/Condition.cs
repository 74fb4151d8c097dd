using Mint.Core;

namespace Mint.Agent.Loop;

/// <summary>How one resource stands.</summary>
internal enum Condition
{
    /// <summary>As desired.</summary>
    Ok,

    /// <summary>Differs because the commit moved, and its turn is to come.</summary>
    Pending,

    /// <summary>Differs because the host moved, and is not repaired: observed only, or held.</summary>
    Drifted,

    /// <summary>A change is held back.</summary>
    Held,

    /// <summary>Could not be brought to its desired state, or not be looked at.</summary>
    Failed,
}

/// <summary>One resource that is not ok.</summary>
/// <param name="Id">The resource.</param>
/// <param name="Condition">How it stands.</param>
/// <param name="Message">Why.</param>
/// <param name="Until">When it changes by itself, where that is known.</param>
/// <param name="Origin">Its place in the config repo, printed.</param>
/// <param name="FailureKind">What follows from a failure, in words; empty otherwise.</param>
internal sealed record Concern(ResourceId Id, Condition Condition, string Message, DateTimeOffset? Until, string Origin, string FailureKind = "")
{
    /// <summary>Whether nothing but the host's turn is missing.</summary>
    public bool WaitsForTurn { get; init; }

    /// <summary>Whether it is only work that came due and waits for its window: it does not make the host one that is held.</summary>
    public bool IsRoutine { get; init; }
}
