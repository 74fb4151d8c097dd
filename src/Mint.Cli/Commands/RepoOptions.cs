using System.CommandLine;
using Mint.Cli.Configs;
using Mint.Cli.People;
using Mint.Core.Config;
using Mint.Modules;
using Mint.Platform.Git;

namespace Mint.Cli.Commands;

/// <summary>What the commands that read a config repo share.</summary>
internal static class RepoOptions
{
    /// <summary><c>--repo</c>.</summary>
    public static Option<string?> Repo() => new("--repo")
    {
        Description = "The config repo; default: the one that the current directory is in.",
        HelpName = "dir",
    };

    /// <summary>Completes a host's name from the repo of the current directory; completes nothing elsewhere.</summary>
    public static IEnumerable<string> HostNames()
    {
        try
        {
            return new ConfigLoader(new DirectoryFiles(RepoDirectory.Find(null)), ModuleCatalog.All).HostNames;
        }
        catch (CommandException)
        {
            return [];
        }
    }

    /// <summary>Completes a person's name from the repo of the current directory; completes nothing elsewhere.</summary>
    public static IEnumerable<string> PeopleNames()
    {
        try
        {
            return new FleetUsers(new ConfigRevision(new DirectoryFiles(RepoDirectory.Find(null)))).Names;
        }
        catch (CommandException)
        {
            return [];
        }
    }
}
