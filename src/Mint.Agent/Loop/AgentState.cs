using Mint.Core.Reporting;

namespace Mint.Agent.Loop;

/// <summary>What the loop tells of itself, besides the resources. Written by the loop, read by control and metrics.</summary>
internal sealed class AgentState
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, string> warnings = new(StringComparer.Ordinal);
    private Refusal? refusal;
    private HostDefinition? definition;

    /// <summary>What is in force; null before the first commit.</summary>
    public HostDefinition? Definition
    {
        get => Volatile.Read(ref definition);
        set => Volatile.Write(ref definition, value);
    }

    /// <summary>The commit in force; null before the first.</summary>
    public CommitInfo? Commit => Definition?.Desired.Commit;

    /// <summary>When the commit in force was last converged to.</summary>
    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>How long the run took that brought the commit in force.</summary>
    public TimeSpan? AppliedIn { get; set; }

    /// <summary>When everything is looked at next.</summary>
    public DateTimeOffset NextCheck { get; set; }

    /// <summary>A newer commit that is not in force, and why; null when there is none.</summary>
    public Refusal? Refusal
    {
        get => Volatile.Read(ref refusal);
        set => Volatile.Write(ref refusal, value);
    }

    /// <summary>What a person should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (gate)
            {
                return [.. warnings.Values];
            }
        }
    }

    /// <summary>Sets a warning of a topic, or ends it with null.</summary>
    public void Warn(string topic, string? sentence)
    {
        lock (gate)
        {
            if (sentence is null)
            {
                warnings.Remove(topic);
            }
            else
            {
                warnings[topic] = sentence;
            }
        }
    }
}

/// <summary>A newer commit that is not in force.</summary>
/// <param name="CommitId">Its id.</param>
/// <param name="Reason">Why not: its signature, its history, or the mistakes in it.</param>
internal sealed record Refusal(string CommitId, string Reason);
