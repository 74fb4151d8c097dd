using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli.Printing;

/// <summary>Prints mistakes in a config repo, each with its place, so that an editor or a terminal can open it.</summary>
internal sealed class ProblemPage(Screen screen)
{
    /// <summary>Prints a headline, then the mistakes.</summary>
    public void Print(IReadOnlyList<ProblemReport> problems)
    {
        var files = problems.Select(p => p.File).Where(f => f.Length > 0).Distinct().Count();
        screen.Write("✗ ", Tone.Bad).Write(Wording.Count(problems.Count, "problem"), Tone.Strong);
        screen.Line(files == 0 ? "" : $" in {Wording.Count(files, "file")}").Line();
        PrintList(problems);
    }

    /// <summary>Prints the mistakes only; nothing when there are none.</summary>
    public void PrintList(IReadOnlyList<ProblemReport> problems)
    {
        var width = problems.Select(p => Place(p).Length).DefaultIfEmpty().Max();
        foreach (var problem in problems)
        {
            screen.Write(Place(problem).PadRight(width), Tone.Strong).Line(problem.Path.Length == 0 ? "" : $"   {problem.Path}", Tone.Info);
            PrintIndented(problem.Message);
            PrintIndented(problem.Hint ?? "");
        }
    }

    private static string Place(ProblemReport problem) => problem.File.Length == 0 ? "" : $"{problem.File}:{problem.Line}:{problem.Column}";

    private void PrintIndented(string text)
    {
        foreach (var line in text.Split('\n').Where(l => l.Length > 0))
        {
            screen.Write("    ").Line(line);
        }
    }
}
