namespace Mint.Coordinator.Store;

/// <summary>A note from one part of the fleet's coordinators to all: something was stored, or a stream's holder shall act.</summary>
/// <param name="Topic">One of <see cref="SignalTopics"/>.</param>
/// <param name="Body">What, at most 7,000 bytes; lists are joined by line ends.</param>
internal readonly record struct Signal(string Topic, string Body);

/// <summary>What signals are about.</summary>
internal static class SignalTopics
{
    /// <summary>Ids of events that were stored.</summary>
    public const string Events = "events";

    /// <summary>Names of hosts whose row changed.</summary>
    public const string Hosts = "hosts";

    /// <summary>Ids of commits whose progress changed.</summary>
    public const string Commits = "commits";

    /// <summary>Names of hosts to wake; whoever holds their stream does it.</summary>
    public const string Wake = "wake";

    /// <summary>Names of hosts whose stream shall end at once.</summary>
    public const string End = "end";

    /// <summary>Names of hosts to ask for a full report.</summary>
    public const string Report = "report";

    /// <summary>The rollout moved: streams are to tell their agents how far they may go.</summary>
    public const string Rollout = "rollout";

    /// <summary>Names of hosts whose turn was decided; none when a host asked for one or gave it back.</summary>
    public const string Turns = "turns";

    /// <summary>A forge said that something was pushed.</summary>
    public const string Pushed = "pushed";

    /// <summary>Signals may have been missed; it comes from this coordinator itself.</summary>
    public const string Missed = "missed";
}
