using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints who can read which secret, and what has to be done about it; never a value.</summary>
internal sealed class SecretsPage(Screen screen)
{
    /// <summary>Prints all of them, then what is wrong.</summary>
    public void Print(SecretList list)
    {
        if (list.Secrets.Count == 0)
        {
            screen.Line("There are no secrets yet. Write '!secret NAME' where a value belongs, and give it one: mint secret set NAME");
            return;
        }

        screen.Print([.. list.Secrets.Select(Row)]);
        var problems = list.Secrets.SelectMany(s => s.Problems).ToList();
        if (problems.Count > 0)
        {
            screen.Line();
            new ProblemPage(screen).Print(problems);
        }

        PrintKnown([.. list.Secrets.Where(s => s.KnownTo.Count > 0)]);
    }

    /// <summary>Prints what was encrypted anew.</summary>
    public void Print(RekeyReport report)
    {
        if (report.Rekeyed.Count == 0)
        {
            screen.Write("✓ ", Tone.Good).Line("Every secret is encrypted to just those who shall read it.");
            return;
        }

        screen.Print([.. report.Rekeyed.Select(s => new Cell[]
        {
            new(report.DryRun ? "~" : "✓", report.DryRun ? Tone.Info : Tone.Good), new(s.Name, Tone.Strong), new(Change(s)),
        })]);
        var lost = report.Rekeyed.SelectMany(s => s.Lost).Distinct().Order(StringComparer.Ordinal).ToList();
        if (lost.Count > 0)
        {
            screen.Line().Line($"{string.Join(", ", lost)} can't decrypt the new files, but may know these values and can read old commits: 'mint secret rotate', or set new ones.", Tone.Warn);
        }

        screen.Line(report.DryRun ? "Nothing was written." : "Now commit it: git add secrets && git commit", Tone.Dim);
    }

    private static string Change(RekeyedSecret secret) => (secret.Gained.Count, secret.Lost.Count) switch
    {
        (0, 0) => "encrypted anew",
        (_, 0) => $"now for {string.Join(", ", secret.Gained)} too",
        (0, _) => $"no longer for {string.Join(", ", secret.Lost)}",
        _ => $"now for {string.Join(", ", secret.Gained)} too, no longer for {string.Join(", ", secret.Lost)}",
    };

    private static Cell[] Row(SecretReport secret) =>
    [
        new(secret.Problems.Count == 0 && secret.Current ? "●" : secret.Changed is null ? "✖" : "▲", secret.Problems.Count == 0 && secret.Current ? Tone.Good : secret.Changed is null ? Tone.Bad : Tone.Warn),
        new(secret.Name, Tone.Strong),
        new(secret.Changed is { } day ? $"of {day}" : "no value", secret.Changed is null ? Tone.Bad : Tone.Dim),
        new(secret.Hosts.Count == 0 ? "no host" : string.Join(", ", secret.Hosts)),
        new(secret.Admins.Count == 0 ? "" : $"and {string.Join(", ", secret.Admins)}", Tone.Dim),
    ];

    private void PrintKnown(IReadOnlyList<SecretReport> known)
    {
        if (known.Count == 0)
        {
            return;
        }

        screen.Line().Line("Known to those who can't decrypt them any more; new values are due:", Tone.Warn);
        screen.Print([.. known.Select(s => new Cell[] { new(s.Name, Tone.Strong), new(string.Join(", ", s.KnownTo.Select(k => $"{k.Key} until {k.Value}"))) })]);
    }
}
