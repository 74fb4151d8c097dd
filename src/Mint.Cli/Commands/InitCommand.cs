using System.CommandLine;
using Mint.Cli.Configs;
using Mint.Cli.Output;
using Mint.Cli.Printing;

namespace Mint.Cli.Commands;

/// <summary><c>mint init</c>: a new config repo from the example.</summary>
internal static class InitCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var directory = new Argument<string>("DIR") { Description = "Where to; must be empty or not there yet." };
        var command = new Command("init", "Make a new config repo from the example: a base group, three hosts, comments where a newcomer needs them.") { directory };
        command.SetAction(parse =>
        {
            Make(parse.GetRequiredValue(directory));
            Tell(shell.Screen(parse), parse.GetRequiredValue(directory));
            return ExitCodes.Ok;
        });
        return command.WithExamples(("mint init config", "then: cd config && git init && mint validate"));
    }

    private static void Make(string directory)
    {
        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any(e => Path.GetFileName(e) != ".git")))
        {
            throw new CommandException($"{directory} is not empty: nothing was written.", "Name a directory that is not there yet.");
        }

        try
        {
            ExampleRepo.WriteTo(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"Can't write the example: {e.Message}");
        }
    }

    private static void Tell(Screen screen, string directory)
    {
        screen.Write("✓ ", Tone.Good).Line($"{Wording.Count(ExampleRepo.Files.Count, "file")} in {directory}").Line();
        screen.Line("Next:");
        screen.Line($"  cd {directory} && mint validate     check it");
        screen.Line("  edit hosts/*.yaml and mint.yaml      name your hosts, and who may sign commits");
        screen.Line("  git init && git add . && git commit -S -m 'Begin'");
    }
}
