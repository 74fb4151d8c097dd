namespace Mint.Core.Guarding;

/// <summary>Whether this host has its turn for work that must not happen on several hosts at once, such as a reboot.</summary>
/// <param name="Has">Whether it has.</param>
/// <param name="Reason">Why not, one sentence; empty when it has.</param>
public sealed record TurnStanding(bool Has, string Reason)
{
    /// <summary>It has its turn, or needs to ask nobody.</summary>
    public static TurnStanding Mine { get; } = new(true, "");

    /// <summary>It waits.</summary>
    public static TurnStanding Waits(string reason) => new(false, reason);
}

/// <summary>Knows whether this host has its turn.</summary>
public interface ITurns
{
    /// <summary>How it stands now.</summary>
    TurnStanding Standing { get; }
}
