using System.CommandLine;
using Mint.Cli.Configs;
using Mint.Cli.People;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Platform.Git;

namespace Mint.Cli.Commands;

/// <summary><c>mint user</c>: what somebody's leaving means.</summary>
internal static class UserCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var command = new Command("user", "One person of a config repo.");
        command.Subcommands.Add(Remove(shell));
        return command.WithExamples(("mint user remove anna --plan", "what changes on which host when anna leaves, and what to do"));
    }

    private static Command Remove(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "Who leaves." };
        name.CompletionSources.Add(_ => RepoOptions.PeopleNames());
        var plan = new Option<bool>("--plan") { Description = "Say what would change. Without it the command refuses: the config repo is edited by a person." };
        var repo = RepoOptions.Repo();
        var command = new Command(
            "remove",
            "What would change if a person left: on each host what goes, hosts that nobody could administer afterwards, the lines of the config repo that "
            + "name the person, and what to do. Nothing is changed.")
        {
            name, plan, repo,
        };
        command.SetAction(parse =>
        {
            var fleet = new FleetUsers(new ConfigRevision(new DirectoryFiles(RepoDirectory.Find(parse.GetValue(repo)))));
            var person = parse.GetRequiredValue(name);
            var report = new RemovalAnalysis(fleet, person).Run();
            if (!parse.GetValue(plan))
            {
                throw Refusal(report);
            }

            shell.PrintAnswer(parse, report, (screen, r) => new RemovalPage(screen).Print(r), ReportsJson.Document.RemovalReport);
            return ExitCode(report);
        });
        return command.WithExamples(
            "0 nothing would change, 1 error, or a host would be shut, or a file does not load, 2 changes, 64 wrong command line",
            ("mint user remove anna --plan", "for a person"),
            ("mint user remove anna --plan --json | jq -r '.mentions[].origin'", "the lines that name anna"));
    }

    private static CommandException Refusal(RemovalReport report) => new(
        "mint does not edit the config repo: a person does, in a commit that others see and somebody signs.",
        $"{report.Name} is named at {string.Join(", ", report.Mentions.Select(m => Wording.Place(m.Origin)))}. What it would change: mint user remove {report.Name} --plan");

    private static int ExitCode(RemovalReport report) => report switch
    {
        { ShutOut.Count: > 0 } or { LastSigner: true } or { Unknown.Count: > 0 } or { Unread.Count: > 0 } => ExitCodes.Error,
        _ when report.Hosts.Any(h => h.Problems.Count > 0) => ExitCodes.Error,
        { Mentions.Count: > 0 } => ExitCodes.Changes,
        _ => report.Hosts.Any(h => h.Changes.Count > 0) ? ExitCodes.Changes : ExitCodes.Ok,
    };
}
