using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>A commit on one line: id, subject, who and when, signed by whom.</summary>
internal static class CommitLine
{
    /// <summary>Prints it and ends the line.</summary>
    public static void Print(Screen screen, CommitReport commit, RelativeTime time)
    {
        screen.Write(Wording.Commit(commit.Id), Tone.Strong);
        if (commit.AuthoredAt is null && commit.Author.Length == 0)
        {
            // It touches no host that they may see, so the coordinator says no more of it.
            screen.Line();
            return;
        }

        screen.Write($"  \"{commit.Subject}\"  ");
        screen.Line(string.Join(" · ", Provenance(commit, time)), Tone.Dim);
    }

    private static IEnumerable<string> Provenance(CommitReport commit, RelativeTime time)
    {
        yield return commit.AuthoredAt is { } at ? $"{commit.Author}, {time.Ago(at)}" : commit.Author;
        if (commit.AppliedIn is { } took)
        {
            yield return $"applied in {Wording.Duration(took)}";
        }

        yield return commit.SignedBy is { } signer ? $"signed by {signer}" : "unsigned";
    }
}
