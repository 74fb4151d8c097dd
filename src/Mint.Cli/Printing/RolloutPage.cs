using Mint.Cli.Fleet;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints where a rollout stands, ring by ring.</summary>
internal sealed class RolloutPage(Screen screen, TimeProvider clock)
{
    private readonly RelativeTime time = new(clock);

    /// <summary>Prints it.</summary>
    public void Print(RolloutReport rollout)
    {
        if (rollout.State is "none" or "")
        {
            screen.Line("There are no rings: every host takes a commit as it comes. Rings are made in mint.yaml, under rollout:");
            return;
        }

        PrintState(rollout);
        screen.Print([.. rollout.Rings.Select(Row)]);
        if (rollout.State is "held" or "halted")
        {
            screen.Line("To go on: mint rollout promote --reason TEXT", Tone.Dim);
        }
    }

    /// <summary>Prints the rollout on one line, with the time.</summary>
    public void PrintNews(RolloutReport rollout)
    {
        screen.Write(time.Clock(clock.GetUtcNow()), Tone.Dim).Write("  ");
        var rings = string.Join(" · ", rollout.Rings.Select(r => $"{FleetStates.Mark(r.State).Text} {r.Name} {r.State}"));
        screen.Write(FleetStates.Word(rollout.State).Text, FleetStates.Mark(rollout.State).Tone);
        screen.Line($"   {(rollout.Commit is { } commit ? Wording.Commit(commit.Id) + "   " : "")}{rings}{(rollout.Reason is { } reason ? $"   {reason}" : "")}");
    }

    private void PrintState(RolloutReport rollout)
    {
        screen.Write(FleetStates.Mark(rollout.State).Text + " " + rollout.State.ToUpperInvariant(), FleetStates.Mark(rollout.State).Tone);
        screen.Write(rollout.Reason is { } reason ? $"   {reason}   " : "   ");
        if (rollout.Commit is { } commit)
        {
            CommitLine.Print(screen, commit, time);
        }
        else
        {
            screen.Line();
        }
    }

    private Cell[] Row(RingReport ring) =>
    [
        FleetStates.Word(ring.State),
        new Cell(ring.Name, Tone.Strong),
        new Cell(StateCounts.Text(ring.Hosts)),
        new Cell(string.Join(" · ", When(ring))),
    ];

    private IEnumerable<string> When(RingReport ring)
    {
        if (ring.ReleasedAt is { } released)
        {
            yield return $"released {time.Ago(released)}";
        }

        if (ring.SoakedAt is { } soaked)
        {
            yield return soaked > clock.GetUtcNow() ? $"soaks until {time.When(soaked)}" : $"soaked {time.Ago(soaked)}";
        }

        if (ring.Reason is { } reason)
        {
            yield return reason;
        }
    }
}
