using Mint.Core.Guarding;

namespace Mint.Core;

/// <summary>Why a loop turns.</summary>
public enum Trigger
{
    /// <summary>A new commit was accepted.</summary>
    Commit,

    /// <summary>The timer: everything is observed again.</summary>
    Timer,

    /// <summary>A watcher saw something; only the touched resources are observed.</summary>
    Watcher,

    /// <summary>A person asked.</summary>
    Person,

    /// <summary>The agent started.</summary>
    Start,
}

/// <summary>One turn of the loop.</summary>
/// <param name="Desired">What is wanted.</param>
/// <param name="Policy">The host's limits and windows.</param>
/// <param name="Trigger">Why.</param>
/// <param name="Only">Resources to look at; null for all.</param>
public sealed record RunRequest(DesiredState Desired, GuardPolicy Policy, Trigger Trigger, IReadOnlySet<ResourceId>? Only = null);
