using System.CommandLine;
using Mint.Cli;
using Mint.Cli.Output;
using NUnit.Framework;

namespace Mint.UnitTests.Docs;

/// <summary>docs/cli.md names every command and option that there is, and none that is not.</summary>
public sealed class CliPageTests
{
    private static readonly RootCommand Root = new MintCommand(new Shell(new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null), TimeProvider.System)).Create();

    private static readonly string Page = File.ReadAllText(RepoRoot.Of("docs", "cli.md"));

    private static IEnumerable<string> Commands => Root.Subcommands.Select(c => c.Name);

    [Test]
    public void Command_HasItsHeading([ValueSource(nameof(Commands))] string name) => Assert.That(Page, Does.Contain($"\n### mint {name}"));

    [Test]
    public void Command_OptionsOfItsOwn_AreAllExplained([ValueSource(nameof(Commands))] string name)
    {
        var part = Page.Split("\n### mint ").Single(p => p.StartsWith(name + "\n", StringComparison.Ordinal) || p.StartsWith(name + " ", StringComparison.Ordinal));
        foreach (var option in OwnOptions(Root.Subcommands.Single(c => c.Name == name)))
        {
            Assert.That(part, Does.Contain($"`{option.Name}"), $"in the part about mint {name}");
        }
    }

    [Test]
    public void Command_CommandsBelowIt_AreAllExplained([ValueSource(nameof(Commands))] string name)
    {
        foreach (var below in Root.Subcommands.Single(c => c.Name == name).Subcommands)
        {
            Assert.That(Page, Does.Contain($"- `mint {name} {below.Name}"));
        }
    }

    private static IEnumerable<Option> OwnOptions(Command command) => command.Options
        .Where(o => o.Name is not ("--help" or "--socket" or "--config" or "--repo" or "--coordinator" or "--token-file" or "--ca-file"))
        .Concat(command.Subcommands.SelectMany(OwnOptions));

    [Test]
    public void Headings_AreAllCommands() =>
        Assert.That(
            Page.Split('\n').Where(l => l.StartsWith("### mint ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]),
            Is.EquivalentTo(Commands));
}
