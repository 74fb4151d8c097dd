namespace Mint.Coordinator.Dashboard;

/// <summary>How a state looks: a shape, a word and a colour, so that it is told apart without any one of them. Red means that a person must act.</summary>
/// <param name="Shape">One character.</param>
/// <param name="Word">What it is called.</param>
/// <param name="Class">Style class that gives the colour.</param>
internal sealed record StateLook(string Shape, string Word, string Class)
{
    // In the order in which they matter to whoever looks in the morning.
    private static readonly string[] Order =
        ["failed", "silent", "drifted", "behind", "held", "paused", "pending", "starting", "absent", "unknown", "revoked", "converged"];

    /// <summary>Place of a host's state among the others: lower ones need a look sooner.</summary>
    public static int Rank(string state) => Array.IndexOf(Order, state) is var at and >= 0 ? at : Order.Length;

    /// <summary>The look of a state of a host, of a resource, or of a host towards a commit.</summary>
    public static StateLook Of(string state) => state switch
    {
        "converged" => new("●", "converged", "ok"),
        "ok" => new("●", "ok", "ok"),
        "fresh" => new("●", "fresh", "ok"),
        "stale" => new("✖", "dead", "failed"),
        "never" => new("✖", "never met", "failed"),
        "applied" => new("●", "applied", "ok"),
        "done" => new("●", "done", "ok"),
        "drifted" => new("▲", "drifting", "drift"),
        "pending" or "starting" or "rolling" or "soaking" or "waiting" => new("◐", state, "pending"),
        "behind" => new("◑", "behind", "pending"),
        "held" or "paused" => new("❚❚", state, "held"),
        "failed" or "halted" => new("✖", state, "failed"),
        "revoked" => new("⊘", "revoked", "silent"),
        _ => new("○", state.Length == 0 ? "unknown" : state, "silent"),
    };
}
