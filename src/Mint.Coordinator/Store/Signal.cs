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

    /// <summary>Names of hosts that said something new of themselves to the other members of their WireGuard networks.</summary>
    public const string Peers = "peers";

    /// <summary>A host shall knock at another: its name, and the order in base 64.</summary>
    public const string Knock = "knock";

    /// <summary>What came of it: the name of the host that knocked, and the result in base 64.</summary>
    public const string Knocked = "knocked";

    /// <summary>A forge said that something was pushed.</summary>
    public const string Pushed = "pushed";

    /// <summary>Signals may have been missed; it comes from this coordinator itself.</summary>
    public const string Missed = "missed";
}
