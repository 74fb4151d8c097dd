using Mint.Cli.Output;

namespace Mint.Cli.Printing;

/// <summary>The mark of a planned change.</summary>
internal static class ChangeMark
{
    /// <summary>Mark and tone of an action, given as an infinitive (a plan) or a participle (an outcome).</summary>
    public static Cell Of(string action) => action switch
    {
        "create" or "created" => new Cell("+", Tone.Good),
        "delete" or "deleted" => new Cell("-", Tone.Bad),
        "refresh" or "refreshed" => new Cell("↻", Tone.Info),
        "disown" or "disowned" => new Cell("○", Tone.Dim),
        "held" => new Cell("⏸", Tone.Held),
        "failed" => new Cell("✗", Tone.Bad),
        _ => new Cell("~", Tone.Warn),
    };
}
