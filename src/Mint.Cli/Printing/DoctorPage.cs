using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints what <c>mint doctor</c> found: one line a check, and below it how to mend.</summary>
internal sealed class DoctorPage(Screen screen)
{
    private const int NameWidth = 14;

    /// <summary>Prints it.</summary>
    public void Print(DoctorReport report)
    {
        foreach (var check in report.Checks)
        {
            var (mark, tone) = MarkOf(check.Verdict);
            screen.Write($"{mark} ", tone).Write(check.Check.PadRight(NameWidth), Tone.Strong).Line(check.Message);
            if (check.Mend is { } mend)
            {
                screen.Write(new string(' ', NameWidth + 2)).Line(mend, Tone.Dim);
            }
        }

        var failures = report.Checks.Count(c => c.Verdict == "failure");
        screen.Line(
            failures == 0 ? "Nothing stands in the agent's way." : $"{Wording.Count(failures, "thing")} to mend.",
            failures == 0 ? Tone.Good : Tone.Bad);
    }

    private static (string Mark, Tone Tone) MarkOf(string verdict) => verdict switch
    {
        "ok" => ("✓", Tone.Good),
        "warning" => ("!", Tone.Warn),
        "failure" => ("✗", Tone.Bad),
        _ => ("–", Tone.Dim),
    };
}
