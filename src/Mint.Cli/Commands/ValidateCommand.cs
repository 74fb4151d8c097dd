using System.CommandLine;
using System.CommandLine.Parsing;
using Mint.Cli.Configs;
using Mint.Cli.Output;
using Mint.Cli.PackageIndexes;
using Mint.Cli.Planning;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Core.Config;
using Mint.Platform.Git;

namespace Mint.Cli.Commands;

/// <summary><c>mint validate</c>: every mistake in a config repo.</summary>
internal static class ValidateCommand
{
    private static readonly Uri DebianMirror = new("https://deb.debian.org/debian");

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var repo = RepoOptions.Repo();
        var offline = new Option<bool>("--offline") { Description = "Do not check whether packages exist, which needs Debian's package index." };
        var mirror = new Option<Uri>("--mirror")
        {
            Description = "The Debian mirror whose package index is asked; the answer is kept for a day.",
            HelpName = "url",
            DefaultValueFactory = _ => DebianMirror,
            CustomParser = ParseMirror,
        };
        var command = new Command("validate", "Check a config repo: every mistake of every host, each with file, line and column. Exits 1 when there is one.")
        {
            repo, offline, mirror,
        };
        command.SetAction(async (parse, ct) =>
        {
            var revision = new ConfigRevision(new DirectoryFiles(RepoDirectory.Find(parse.GetValue(repo))));
            var findings = parse.GetValue(offline) ? new PackageFindings([], []) : await CheckPackagesAsync(shell, revision, parse.GetRequiredValue(mirror), ct);
            var report = new ValidationReport([.. ProblemOrder.Sort([.. revision.Validate(), .. findings.Problems]).Select(PlanMapping.Map)], findings.Notes);
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
            ("mint validate --repo ~/config --json", "for a pipeline"),
            ("mint validate --offline", "without asking a Debian mirror whether the packages exist"));
    }

    private static async Task<PackageFindings> CheckPackagesAsync(Shell shell, ConfigRevision revision, Uri mirror, CancellationToken ct)
    {
        using var cache = new IndexCache(shell.Network(), Path.Combine(shell.CacheDirectory, "packages"), shell.Clock);
        using var live = new LiveLine(shell.Terminal, shell.Clock);
        return await new PackageCheck(cache, mirror).RunAsync(revision, live.Show, ct);
    }

    private static void Print(Screen screen, ValidationReport report, ConfigRevision revision)
    {
        if (report.Problems.Count > 0)
        {
            new ProblemPage(screen).Print(report.Problems);
        }
        else
        {
            var (hosts, groups) = (revision.Loader.HostNames.Count, revision.Loader.GroupNames.Count);
            screen.Write("✓ ", Tone.Good).Line($"{Wording.Count(hosts, "host")}, {Wording.Count(groups, "group")}: no problems");
        }

        foreach (var note in report.Notes)
        {
            screen.Line($"  ({note})", Tone.Dim);
        }
    }

    private static Uri? ParseMirror(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            return uri;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no address of a mirror; expected https://…");
        return null;
    }
}
