namespace Mint.Coordinator.Rollouts;

/// <summary>What moves in a rollout, given how its rings do. Pure.</summary>
/// <param name="state">The rollout as it is.</param>
/// <param name="health">How each released ring does, by name.</param>
/// <param name="now">The time, ticks.</param>
internal sealed class RolloutRules(RolloutState state, IReadOnlyDictionary<string, RingHealth> health, long now)
{
    private const int MostNames = 3;

    private readonly List<RingState> changed = [];
    private string halted = state.Halted;
    private string haltedDetail = state.HaltedDetail;

    /// <summary>Rings that are to be written.</summary>
    public IReadOnlyList<RingState> Changed => changed;

    /// <summary>Those of them that may go to the commit from now on.</summary>
    public IEnumerable<RingState> Released => changed.Where(ring => ring.ReleasedPosition == state.Position && !state.IsReleased(state.Ring(ring.Name)));

    /// <summary>Why the rollout stands still; empty when it does not.</summary>
    public string Halted => halted;

    /// <summary>The same with counts and names of hosts, which not everybody may see.</summary>
    public string HaltedDetail => haltedDetail;

    /// <summary>Works it out. One ring is released at most, since what follows depends on how it does.</summary>
    public RolloutRules Work()
    {
        var open = state.Position > 0;
        foreach (var ring in state.Rings.TakeWhile(_ => halted.Length == 0))
        {
            if (!state.IsReleased(ring))
            {
                var may = ring.Ordinal == 0 || ring.Promoted || (open && state.Held.Length == 0);
                open = false;
                if (may && state.Position > 0)
                {
                    changed.Add(Release(ring));
                }
            }
            else
            {
                open &= Look(ring, health[ring.Name]);
            }
        }

        return this;
    }

    /// <summary>Some names, and how many more.</summary>
    public static string Names(IReadOnlyList<string> hosts) =>
        string.Join(", ", hosts.Take(MostNames)) + (hosts.Count > MostNames ? $" and {hosts.Count - MostNames} more" : "");

    private RingState Release(RingState ring) => ring with
    {
        State = RingState.Rolling,
        Reason = "",
        Detail = "",
        ProvenPosition = ring.State == RingState.Done ? ring.ReleasedPosition : ring.ProvenPosition,
        ReleasedCommit = state.CommitId,
        ReleasedPosition = state.Position,
        ReleasedAt = now,
        HealthySince = null,
        Promoted = false,
    };

    // Whether the rings after it may start, as far as this one goes.
    private bool Look(RingState ring, RingHealth found)
    {
        // What the commit does not touch it can't have hurt; and without rings there is nobody to protect from whom.
        if (found.Members == 0 || ring.Name.Length == 0)
        {
            Note(ring, ring.State == RingState.Done ? ring : ring with { State = RingState.Done, Reason = "", Detail = "" });
            return true;
        }

        if (found.Unavailable.Count > ring.MaxUnavailable && !(ring.State == RingState.Done && state.IsDone))
        {
            halted = $"ring {ring.Name}: more hosts failed or fell silent since its release than the {ring.MaxUnavailable} that may";
            haltedDetail = $"ring {ring.Name}: {Count(found.Unavailable.Count)} failed or fell silent since its release ({Names(found.Unavailable)}), at most {ring.MaxUnavailable} may";
            Note(ring, ring with { State = RingState.Halted, Reason = halted, Detail = haltedDetail, HealthySince = null });
            return false;
        }

        if (ring.State == RingState.Done)
        {
            return found.Unavailable.Count == 0;
        }

        var next = found is { Open.Count: 0, Unavailable.Count: 0 } ? Well(ring) : Troubled(ring, found);
        Note(ring, next);
        return next.State == RingState.Done;
    }

    private RingState Well(RingState ring)
    {
        var since = ring.HealthySince ?? now;
        return now - since >= ring.SoakTicks
            ? ring with { State = RingState.Done, HealthySince = since, Reason = "", Detail = "" }
            : ring with { State = RingState.Soaking, HealthySince = since, Detail = "", Reason = $"it must be well until {new DateTime(since + ring.SoakTicks, DateTimeKind.Utc):yyyy-MM-dd HH:mm:ss} UTC" };
    }

    private static RingState Troubled(RingState ring, RingHealth found) => ring with
    {
        State = RingState.Rolling,
        HealthySince = null,
        Reason = found.Unavailable.Count > 0 ? "hosts of it failed or fell silent since its release" : "not every host of it has applied it yet",
        Detail = InDetail(found),
    };

    private static string InDetail(RingHealth found) => found.Unavailable.Count > 0
        ? $"{Names(found.Unavailable)} failed or fell silent since its release"
        : $"{Count(found.Open.Count)} {(found.Open.Count == 1 ? "has" : "have")} not applied it yet ({Names(found.Open)})";

    private static string Count(int hosts) => hosts == 1 ? "1 host" : $"{hosts} hosts";

    private void Note(RingState before, RingState after)
    {
        if (before != after)
        {
            changed.Add(after);
        }
    }
}
