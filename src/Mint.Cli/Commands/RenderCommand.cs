using System.CommandLine;
using Mint.Cli.Configs;
using Mint.Cli.Planning;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Core.Config;
using Mint.Platform.Git;

namespace Mint.Cli.Commands;

/// <summary><c>mint render</c>: what a host's configuration is after all layers.</summary>
internal static class RenderCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var host = new Argument<string>("HOST") { Description = "A host of the repo." };
        host.CompletionSources.Add(_ => RepoOptions.HostNames());
        var explain = new Option<string?>("--explain") { Description = "Say which layer sets this key, and which one wins: firewall.allow.ssh.from", HelpName = "key" };
        var repo = RepoOptions.Repo();
        var command = new Command("render", "A host's configuration as it is after all layers, as YAML; or why one key has its value.") { host, explain, repo };
        command.SetAction(parse =>
        {
            var loader = new ConfigRevision(new DirectoryFiles(RepoDirectory.Find(parse.GetValue(repo)))).Loader;
            var name = parse.GetRequiredValue(host);
            return parse.GetValue(explain) is { } key
                ? Explain(shell, parse, loader.Explain(name, key))
                : Render(shell, parse, loader.LoadHost(name));
        });
        return command.WithExamples(
            ("mint render web-01", "the whole configuration"),
            ("mint render web-01 --explain system.timezone", "each layer's word on one key"));
    }

    private static int Render(Shell shell, ParseResult parse, HostResult result)
    {
        if (result.Host is not { } host)
        {
            return Problems(shell, parse, result.Problems);
        }

        var text = shell.WantsJson(parse) ? ConfigTreeJson.Write(host.Root) + "\n" : YamlText.Write(host.Root);
        if (shell.Terminal.OutputIsTerminal)
        {
            var screen = shell.Screen(parse);
            foreach (var line in text.TrimEnd('\n').Split('\n'))
            {
                screen.Line(line);
            }
        }
        else
        {
            // Into a file or a pipe it goes as it is, so that it reads back as the same configuration.
            shell.Terminal.Output.Write(text);
        }

        return ExitCodes.Ok;
    }

    private static int Explain(Shell shell, ParseResult parse, Explanation explanation)
    {
        if (explanation.Problems.Count > 0)
        {
            return Problems(shell, parse, explanation.Problems);
        }

        if (shell.WantsJson(parse))
        {
            shell.PrintJson(ExplanationMapping.Map(explanation), ReportsJson.Document.ExplanationReport);
        }
        else
        {
            new ExplanationPage(shell.Screen(parse)).Print(ExplanationMapping.Map(explanation));
        }

        return ExitCodes.Ok;
    }

    private static int Problems(Shell shell, ParseResult parse, IReadOnlyList<Problem> problems)
    {
        var report = new ValidationReport([.. problems.Select(PlanMapping.Map)], []);
        if (shell.WantsJson(parse))
        {
            shell.PrintJson(report, ReportsJson.Document.ValidationReport);
        }
        else
        {
            new ProblemPage(shell.ErrorScreen(parse)).Print(report.Problems);
        }

        return ExitCodes.Error;
    }
}
