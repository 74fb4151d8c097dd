using System.ComponentModel;

namespace Mint.Core.Config;

/// <summary>How a commit goes through the fleet: ring after ring, each once the one before is converged and healthy. Without rings, everywhere at once.</summary>
public sealed record RolloutSettings
{
    /// <summary>Rings by name, in the order in which they are written.</summary>
    [Description("Rings by name, in the order in which they are written; a host belongs to the first that matches it.")]
    public IReadOnlyDictionary<string, RingSettings> Rings { get; set; } = new Dictionary<string, RingSettings>();

    /// <summary>What an agent does with a new commit while it can't ask its coordinator.</summary>
    [Description("What a host does with a new commit while it can't reach the coordinator: hold it, or proceed after a time.")]
    public UnreachablePolicy Unreachable { get; set; }

    /// <summary>For <see cref="UnreachablePolicy.Proceed"/>: how long the agent waits first; a duration such as 1h. Default 1 h.</summary>
    [Description("With proceed: how long a host waits for the coordinator first, such as 1h.")]
    public string? ProceedAfter { get; init; }

    /// <summary><see cref="ProceedAfter"/> as a time.</summary>
    public TimeSpan ProceedsAfter() => ProceedAfter is { } text && DurationText.Parse(text) is { } after ? after : TimeSpan.FromHours(1);

    /// <summary>The name of the ring that a host belongs to: the first that names it or one of its groups, else the last of all; null without rings.</summary>
    public string? RingOf(string host, IReadOnlyList<string> groups) =>
        Rings.FirstOrDefault(ring => ring.Value.Holds(host, groups)).Key ?? (Rings.Count == 0 ? null : Rings.Keys.Last());
}

/// <summary>What an agent does with a new commit while it can't ask its coordinator.</summary>
public enum UnreachablePolicy
{
    /// <summary>Stays with the last released commit, however long.</summary>
    Hold,

    /// <summary>Follows the commit after a time.</summary>
    Proceed,
}

/// <summary>Hosts that get a commit together.</summary>
public sealed record RingSettings
{
    /// <summary>Hosts by name; <c>*</c> stands for any characters.</summary>
    [Description("Hosts of the ring by name; * stands for any characters. A ring with neither hosts nor groups takes all that are left.")]
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>Groups whose hosts belong to the ring.</summary>
    [Description("Groups whose hosts belong to the ring.")]
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>How long the ring must have been converged and healthy before the next one starts; a duration. Default: not at all.</summary>
    [Description("How long the ring must be converged and healthy before the next one starts, such as 10m.")]
    public string? Soak { get; init; }

    /// <summary>How many hosts of the ring may fail or fall silent before the rollout halts, 0 or more.</summary>
    [Description("How many hosts of the ring may fail or fall silent before the rollout halts.")]
    public int MaxUnavailable { get; set; }

    /// <summary><see cref="Soak"/> as a time.</summary>
    public TimeSpan SoakTime() => Soak is { } text && DurationText.Parse(text) is { } soak ? soak : TimeSpan.Zero;

    internal bool Holds(string host, IReadOnlyList<string> groups) =>
        (Hosts.Count == 0 && Groups.Count == 0)
        || Hosts.Any(pattern => Guarding.Glob.Matches(pattern, host))
        || Groups.Any(group => groups.Contains(group));
}
