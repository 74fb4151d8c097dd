namespace Mint.Coordinator.Rollouts;

/// <summary>The rollout of the newest good commit, as stored.</summary>
internal sealed record RolloutState
{
    private const string ToldToSome = "who sees the whole fleet is told why";

    /// <summary>Rises with every change.</summary>
    public long Revision { get; init; }

    /// <summary>The commit's id; empty before the first.</summary>
    public string CommitId { get; init; } = "";

    /// <summary>The commit's position.</summary>
    public long Position { get; init; }

    /// <summary>Why a person holds it; empty when nobody does.</summary>
    public string Held { get; init; } = "";

    /// <summary>Why it stopped by itself; empty when it did not.</summary>
    public string Halted { get; init; } = "";

    /// <summary><see cref="Halted"/> with counts and names of hosts; empty when there is nothing to add.</summary>
    public string HaltedDetail { get; init; } = "";

    /// <summary>The rings in their order.</summary>
    public IReadOnlyList<RingState> Rings { get; init; } = [];

    /// <summary>Whether mint.yaml has rings at all; without, everything goes everywhere at once.</summary>
    public bool HasRings => Rings.Any(ring => ring.Name.Length > 0);

    /// <summary>Whether every ring has the commit, and has had it for its soak time.</summary>
    public bool IsDone => Rings.All(ring => IsReleased(ring) && ring.State == RingState.Done);

    /// <summary>The ring of this name, which there must be.</summary>
    public RingState Ring(string name) => Rings.First(ring => ring.Name == name);

    /// <summary>Whether a ring may go to the commit.</summary>
    public bool IsReleased(RingState ring) => ring.ReleasedPosition >= Position;

    /// <summary>
    /// The same with its reasons in detail: they count and name hosts, so they are for those alone who may see the whole fleet.
    /// </summary>
    public RolloutState InDetail() => this with
    {
        Halted = HaltedDetail.Length > 0 ? HaltedDetail : Halted,
        Rings = [.. Rings.Select(ring => ring.Detail.Length > 0 ? ring with { Reason = ring.Detail } : ring)],
    };

    /// <summary>The same for who may see some customers' hosts only, and for agents: without the other rings, and without what persons said.</summary>
    /// <param name="rings">The rings of the hosts that they may see.</param>
    public RolloutState ForSome(IReadOnlySet<string> rings) => this with
    {
        // A halt's reason names its ring, which has the same one.
        Halted = Halted.Length == 0 || Rings.Any(ring => rings.Contains(ring.Name) && ring.Reason == Halted) ? Halted : $"too many hosts failed or fell silent; {ToldToSome}",
        Held = Held.Length == 0 ? "" : ToldToSome,
        Rings =
        [
            .. Rings.Select(ring => ring with
            {
                IsHidden = !rings.Contains(ring.Name),
                // Of one that is done only a person says something.
                Reason = ring.State == RingState.Done && ring.Reason.Length > 0 ? $"passed over; {ToldToSome}" : ring.Reason,
            }),
        ],
    };

    /// <summary>What people call a ring's state.</summary>
    public string StateOf(RingState ring) => IsReleased(ring) ? ring.State : RingState.Waiting;

    /// <summary>Why a ring may not go to the commit yet, one sentence; empty when it may.</summary>
    public string WhyWaiting(RingState ring)
    {
        if (IsReleased(ring))
        {
            return "";
        }

        var first = Rings.FirstOrDefault(other => other.Ordinal < ring.Ordinal && !(IsReleased(other) && other.State == RingState.Done));
        var why = Halted.Length > 0 ? $"the rollout was halted: {Halted}"
            : Held.Length > 0 ? $"the rollout is held: {Held}"
            : first is null ? "its turn comes next"
            : first.IsHidden ? "waits for a ring before it"
            : first.Reason.Length > 0 && IsReleased(first) ? $"waits for ring {first.Name}: {first.Reason}" : $"waits for ring {first.Name}";
        return $"ring {ring.Name}: {why}";
    }
}

/// <summary>One ring of it, as stored.</summary>
internal sealed record RingState
{
    /// <summary>Not yet released for the commit.</summary>
    public const string Waiting = "waiting";

    /// <summary>Released; not every host has it, or not every host is well.</summary>
    public const string Rolling = "rolling";

    /// <summary>Every host has it and is well, and that must last.</summary>
    public const string Soaking = "soaking";

    /// <summary>It was so for the soak time.</summary>
    public const string Done = "done";

    /// <summary>Too many hosts failed or fell silent.</summary>
    public const string Halted = "halted";

    /// <summary>Its name; empty for the one that stands for "no rings".</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether whom this is for sees no host of it; not stored.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Its place, from 0.</summary>
    public int Ordinal { get; init; }

    /// <summary>How long it must be well before the next one starts.</summary>
    public TimeSpan Soak => TimeSpan.FromTicks(SoakTicks);

    /// <summary><see cref="Soak"/> as stored.</summary>
    public long SoakTicks { get; init; }

    /// <summary>How many of its hosts may fail or fall silent before the rollout halts.</summary>
    public int MaxUnavailable { get; init; }

    /// <summary>How it stood to the commit that it was released for last.</summary>
    public string State { get; init; } = Waiting;

    /// <summary>Why it is not done, one sentence; or who passed it over.</summary>
    public string Reason { get; init; } = "";

    /// <summary><see cref="Reason"/> with counts and names of hosts; empty when there is nothing to add.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The newest commit that its hosts may go to; empty when none.</summary>
    public string ReleasedCommit { get; init; } = "";

    /// <summary>That commit's position.</summary>
    public long ReleasedPosition { get; init; }

    /// <summary>All commits up to this position were taken well before the last release; later ones count for it.</summary>
    public long ProvenPosition { get; init; }

    /// <summary>When it was released last, ticks.</summary>
    public long? ReleasedAt { get; init; }

    /// <summary>Since when every host has it and is well, ticks; null when not so.</summary>
    public long? HealthySince { get; init; }

    /// <summary>Set by a person: it need not wait for the rings before it.</summary>
    public bool Promoted { get; init; }

    /// <summary>When its soak time ends; null when that can't be said.</summary>
    public DateTimeOffset? SoakedAt => HealthySince is { } since ? new DateTimeOffset(since, TimeSpan.Zero) + Soak : null;
}

/// <summary>How the hosts of a released ring do.</summary>
/// <param name="Members">How many of them the commits since its last good state touch.</param>
/// <param name="Open">Which of these don't have them yet; hosts that were offline before the release don't count.</param>
/// <param name="Unavailable">Hosts of the ring that failed or fell silent since the release.</param>
internal sealed record RingHealth(int Members, IReadOnlyList<string> Open, IReadOnlyList<string> Unavailable);
