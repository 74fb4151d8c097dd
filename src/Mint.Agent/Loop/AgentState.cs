using Mint.Core.Reporting;

namespace Mint.Agent.Loop;

/// <summary>What the loop tells of itself, besides the resources. Written by the loop, read by control and metrics.</summary>
internal sealed class AgentState
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, string> warnings = new(StringComparer.Ordinal);
    private Refusal? refusal;
    private WaitingCommit? waiting;
    private HostDefinition? definition;
    private (DateTimeOffset? At, TimeSpan? In) applied;

    /// <summary>Raised when something of this changed, except <see cref="NextCheck"/>. Handlers must be quick.</summary>
    public event EventHandler? Changed;

    /// <summary>What is in force; null before the first commit.</summary>
    public HostDefinition? Definition
    {
        get => Volatile.Read(ref definition);
        set => Set(ref definition, value);
    }

    /// <summary>The commit in force; null before the first.</summary>
    public CommitInfo? Commit => Definition?.Desired.Commit;

    /// <summary>When the commit in force was last converged to.</summary>
    public DateTimeOffset? AppliedAt => Applied.At;

    /// <summary>How long the run took that brought the commit in force.</summary>
    public TimeSpan? AppliedIn => Applied.In;

    /// <summary>When everything is looked at next.</summary>
    public DateTimeOffset NextCheck { get; set; }

    /// <summary>A newer commit that is not in force, and why; null when there is none.</summary>
    public Refusal? Refusal
    {
        get => Volatile.Read(ref refusal);
        set => Set(ref refusal, value);
    }

    /// <summary>A newer, good commit that waits for its turn in the rollout; null when there is none.</summary>
    public WaitingCommit? Waiting
    {
        get => Volatile.Read(ref waiting);
        set => Set(ref waiting, value);
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

    private (DateTimeOffset? At, TimeSpan? In) Applied
    {
        get
        {
            lock (gate)
            {
                return applied;
            }
        }
    }

    /// <summary>The commit in force was converged to, or, with nulls, not yet.</summary>
    public void Apply(DateTimeOffset? at, TimeSpan? took)
    {
        lock (gate)
        {
            applied = (at, took);
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Sets a warning of a topic, or ends it with null.</summary>
    public void Warn(string topic, string? sentence)
    {
        lock (gate)
        {
            if (warnings.GetValueOrDefault(topic) == sentence)
            {
                return;
            }

            if (sentence is null)
            {
                warnings.Remove(topic);
            }
            else
            {
                warnings[topic] = sentence;
            }
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    private void Set<T>(ref T? field, T? value) where T : class
    {
        if (!Equals(Interlocked.Exchange(ref field, value), value))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}

/// <summary>A newer commit that is not in force.</summary>
/// <param name="CommitId">Its id.</param>
/// <param name="Reason">Why not: its signature, its history, or the mistakes in it.</param>
internal sealed record Refusal(string CommitId, string Reason)
{
    /// <summary>Whether it was in force and was taken back, or wants the same as one that was.</summary>
    public bool Quarantined { get; init; }
}

/// <summary>A newer commit that is good, and waits for its turn in the rollout.</summary>
/// <param name="CommitId">Its id.</param>
/// <param name="Reason">Why it waits.</param>
internal sealed record WaitingCommit(string CommitId, string Reason);
