using System.CommandLine;
using Mint.Cli.Configs;
using Mint.Cli.Output;
using Mint.Cli.Planning;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Platform.Git;

namespace Mint.Cli.Commands;

/// <summary><c>mint validate</c>: every mistake in a config repo.</summary>
internal static class ValidateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var repo = RepoOptions.Repo();
        var command = new Command("validate", "Check a config repo: every mistake of every host, each with file, line and column. Exits 1 when there is one.") { repo };
        command.SetAction(parse =>
        {
            var revision = new ConfigRevision(new DirectoryFiles(RepoDirectory.Find(parse.GetValue(repo))));
            var report = new ValidationReport([.. revision.Validate().Select(PlanMapping.Map)]);
            if (shell.WantsJson(parse))
            {
                shell.PrintJson(report, ReportsJson.Document.ValidationReport);
            }
            else
            {
                Print(shell.Screen(parse), report, revision);
            }

            return report.Problems.Count == 0 ? ExitCodes.Ok : ExitCodes.Error;
        });
        return command.WithExamples(
            ("mint validate", "the config repo that you are in"),
            ("mint validate --repo ~/config --json", "for a pipeline"));
    }

    private static void Print(Screen screen, ValidationReport report, ConfigRevision revision)
    {
        if (report.Problems.Count > 0)
        {
            new ProblemPage(screen).Print(report.Problems);
            return;
        }

        var (hosts, groups) = (revision.Loader.HostNames.Count, revision.Loader.GroupNames.Count);
        screen.Write("✓ ", Tone.Good).Line($"{Wording.Count(hosts, "host")}, {Wording.Count(groups, "group")}: no problems");
    }
}
