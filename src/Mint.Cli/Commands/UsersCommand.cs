using System.CommandLine;
using Mint.Cli.Configs;
using Mint.Cli.People;
using Mint.Cli.Printing;
using Mint.Cli.Reports;
using Mint.Platform.Git;

namespace Mint.Cli.Commands;

/// <summary><c>mint users</c>: who has a login where, with which keys and how much sudo.</summary>
internal static class UsersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var name = new Argument<string?>("NAME") { Description = "A person: every host, key, sudo rule and group, each with its place.", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(_ => RepoOptions.PeopleNames());
        var repo = RepoOptions.Repo();
        var command = new Command(
            "users",
            "Who may do what, over all hosts of a config repo: logins, keys, sudo, and signing commits. It reads the repo alone, and no host. "
            + "A host whose configuration does not load is named as unknown, and the exit code is 1.")
        {
            name, repo,
        };
        command.SetAction(parse =>
        {
            var people = new PeopleAnalysis(new FleetUsers(new ConfigRevision(new DirectoryFiles(RepoDirectory.Find(parse.GetValue(repo))))));
            return parse.GetValue(name) is { } person ? PrintOne(shell, parse, people.Person(person)) : PrintAll(shell, parse, people.Everybody());
        });
        return command.WithExamples(
            "0 ok, 1 error, or a host whose configuration does not load, 64 wrong command line",
            ("mint users", "everybody, a line each"),
            ("mint users anna", "where anna has a login, with which key, and which line says so"),
            ("mint users --json | jq -r '.users[] | select(.sudo == \"full\") | .name'", "who may do everything somewhere"));
    }

    private static int PrintAll(Shell shell, ParseResult parse, PeopleReport people)
    {
        shell.PrintAnswer(parse, people, (screen, p) => new PeoplePage(screen).Print(p), ReportsJson.Document.PeopleReport);
        return people.Unknown.Count == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }

    private static int PrintOne(Shell shell, ParseResult parse, PersonReport person)
    {
        shell.PrintAnswer(parse, person, (screen, p) => new PersonPage(screen).Print(p), ReportsJson.Document.PersonReport);
        return person.Unknown.Count == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }
}
