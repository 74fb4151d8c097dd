using Mint.Cli.Output;

namespace Mint.Cli.Fleet;

/// <summary>
/// The states of hosts, commits, rollouts, rings and turns: mark and colour of each, the same everywhere and the same as the dashboard's.
/// The word always stands beside the mark, so that nobody needs the colour.
/// </summary>
internal static class FleetStates
{
    private static readonly string[] ForAPerson = ["failed", "silent", "absent", "behind", "unknown", "halted"];

    /// <summary>The mark of a state.</summary>
    public static Cell Mark(string state) => state switch
    {
        "converged" or "applied" or "done" or "ok" or "fresh" => new Cell("●", Tone.Good),
        "drifted" or "drifting" => new Cell("▲", Tone.Warn),
        "pending" or "starting" or "rolling" or "soaking" or "holding" => new Cell("◐", Tone.Info),
        "behind" => new Cell("◐", Tone.Warn),
        "held" or "paused" => new Cell("⏸", Tone.Held),
        "failed" or "halted" or "overdue" or "stale" or "never" => new Cell("✖", Tone.Bad),
        "silent" or "absent" or "waiting" or "none" or "idle" => new Cell("○", Tone.Dim),
        "revoked" => new Cell("⊘", Tone.Dim),
        _ => new Cell("?", Tone.Warn),
    };

    /// <summary>The mark and the word.</summary>
    public static Cell Word(string state) => Mark(state) with { Text = $"{Mark(state).Text} {state}" };

    /// <summary>Whether a host in this state stays so until somebody does something.</summary>
    public static bool NeedsPerson(string state) => ForAPerson.Contains(state);

    /// <summary>The states that a person looks for, first.</summary>
    public static int Urgency(string state) => state switch
    {
        "failed" or "halted" => 0,
        "silent" or "absent" or "unknown" or "behind" => 1,
        "drifted" or "drifting" => 2,
        "held" or "paused" => 3,
        "converged" or "applied" or "done" => 5,
        _ => 4,
    };
}
