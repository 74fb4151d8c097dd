using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what became of one resource in a run.</summary>
internal static class OutcomePrinter
{
    private const int NameWidth = 36;

    /// <summary>Prints a line with a mark; a failure gets a second one with its place and what follows.</summary>
    public static void Print(Screen screen, OutcomeReport outcome)
    {
        var (mark, tone) = MarkOf(outcome.Outcome);
        var name = Wording.Resource(outcome.Resource);
        screen.Write("  ").Write($"{mark} ", tone).Write(name.PadRight(NameWidth)).Write("  ").Write(Message(outcome));
        if (outcome.Took is { TotalSeconds: >= 0.1 } took)
        {
            screen.Write($"   {Wording.Duration(took)}", Tone.Dim);
        }

        screen.Line();
        if (outcome.Outcome is "failed")
        {
            var parts = new[] { Wording.Place(outcome.Origin), Sequel(outcome.FailureKind) }.Where(p => p.Length > 0);
            screen.Write("      ").Line(string.Join(" · ", parts), Tone.Dim);
        }
    }

    private static string Message(OutcomeReport outcome) =>
        outcome.Message is not { } message ? outcome.Outcome
        : outcome.Outcome is "skipped" or "held" ? $"{outcome.Outcome}: {message}"
        : message;

    private static (string Mark, Tone Tone) MarkOf(string outcome) => outcome switch
    {
        "failed" => ("✗", Tone.Bad),
        "skipped" => ("–", Tone.Dim),
        "held" => ("⏸", Tone.Held),
        "refreshed" => ("↻", Tone.Info),
        "disowned" => ("~", Tone.Info),
        _ => ("✓", Tone.Good),
    };

    private static string Sequel(string? kind) => kind switch
    {
        "needs-person" => "not retried until its configuration changes or you run mint apply",
        "wait-until" => "tried again at a known time: mint status",
        "not-converged" => "applied without an error, yet a fresh look still differs",
        "retry" => "tried again with growing pauses",
        _ => "",
    };
}
