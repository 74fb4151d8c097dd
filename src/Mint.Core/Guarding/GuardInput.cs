using Mint.Core.Ledger;

namespace Mint.Core.Guarding;

/// <summary>What the guard decides by, besides the plan.</summary>
/// <param name="Desired">What is wanted; its commit's trailers may release.</param>
/// <param name="Policy">The host's limits and windows.</param>
/// <param name="Now">The time, with the host's own offset: windows are in its time zone.</param>
/// <param name="Pause">The pause in force, or ended and not yet resumed from.</param>
/// <param name="Troubles">Resources that failed or flap.</param>
/// <param name="RetryNow">Whether a person asked, so that back-off does not count.</param>
/// <param name="Turn">Whether the host has its turn.</param>
public sealed record GuardInput(
    DesiredState Desired,
    GuardPolicy Policy,
    DateTimeOffset Now,
    Pause? Pause,
    IReadOnlyDictionary<ResourceId, Trouble> Troubles,
    bool RetryNow,
    TurnStanding Turn);
