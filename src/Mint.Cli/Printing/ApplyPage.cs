using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints a run as it goes.</summary>
internal sealed class ApplyPage(Screen screen, LiveLine live)
{
    private long planned;
    private long done;

    /// <summary>Prints one step.</summary>
    public void Print(RunStep step)
    {
        live.Clear();
        switch (step)
        {
            case StartedStep started:
                planned = started.Changes;
                var commit = started.Commit is { } c ? $"  {Wording.Commit(c.Id)}" : "";
                screen.Write(started.Host, Tone.Strong).Line(commit);
                break;
            case ResourceStep { Outcome: var outcome }:
                done++;
                OutcomePrinter.Print(screen, outcome);
                break;
            case FinishedStep finished:
                PrintSummary(finished);
                break;
        }

        screen.Flush();
        if (step is not FinishedStep)
        {
            live.Show(planned > 0 ? $"{Math.Min(done, planned)} of {Wording.Count(planned, "change")}" : "looking");
        }
    }

    private void PrintSummary(FinishedStep run)
    {
        screen.Write($"{run.Changed} changed", run.Changed > 0 ? Tone.Good : Tone.Plain);
        screen.Write(" · ").Write($"{run.Failed} failed", run.Failed > 0 ? Tone.Bad : Tone.Plain);
        Optional(run.Skipped, "skipped", Tone.Plain);
        Optional(run.Held, "held", Tone.Held);
        screen.Write($" · {run.Unchanged} unchanged");
        screen.Line(run.Took is { } took ? $" · {Wording.Duration(took)}" : "", Tone.Dim);
    }

    private void Optional(long count, string word, Tone tone)
    {
        if (count > 0)
        {
            screen.Write(" · ").Write($"{count} {word}", tone);
        }
    }
}
