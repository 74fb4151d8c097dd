using System.ComponentModel;

namespace Mint.Core.Config;

/// <summary>How changes of the way in (firewall, sshd, WireGuard, routes) are confirmed.</summary>
public sealed record ConfirmSettings
{
    /// <summary>The names of all checks.</summary>
    public static readonly IReadOnlyList<string> Checks = ["git", "coordinator", "peer", "mesh"];

    /// <summary>The least and the most that <see cref="Within"/> may be.</summary>
    internal static readonly (TimeSpan Least, TimeSpan Most) Range = (TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));

    /// <summary>How long a change has, from before it is made until all checks passed; a duration, 5s to 10m. Default 60 s.</summary>
    [Description("How long a change of the way in has until it is proven, 5s to 10m; then the state before returns. Default 60s.")]
    public string? Within { get; init; }

    /// <summary>Checks that must pass before a change is begun, and after it.</summary>
    [Description("Checks that must pass before such a change is even begun, and after it: git, coordinator, peer, mesh. The others must pass after it if they passed before.")]
    public IReadOnlyList<string> Require { get; set; } = [];

    /// <summary>Checks that are not made: what they look for is meant to fail, such as a peer's knock where sshd answers the office alone.</summary>
    [Description("Checks that are not made, since they are meant to fail: peer, where sshd answers the office alone.")]
    public IReadOnlyList<string> Without { get; set; } = [];

    /// <summary>What becomes of a change that no check could prove.</summary>
    [Description("hold: where no check passes before the change, it waits. proceed: it is made all the same, with nothing to prove it.")]
    public UnprovenPolicy Unproven { get; set; }

    /// <summary><see cref="Within"/> as a time.</summary>
    public TimeSpan Time() => Within is { } text && DurationText.Parse(text) is { } time ? time : TimeSpan.FromSeconds(60);
}

/// <summary>What becomes of a change of the way in that nothing could prove.</summary>
public enum UnprovenPolicy
{
    /// <summary>It waits.</summary>
    Hold,

    /// <summary>It is made.</summary>
    Proceed,
}
