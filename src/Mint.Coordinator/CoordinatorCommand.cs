using System.CommandLine;
using Mint.Coordinator.Backup;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator;

/// <summary>The program's command line: serve, and what an administrator does on the server itself.</summary>
internal sealed class CoordinatorCommand
{
    /// <summary>EX_CONFIG of sysexits(3).</summary>
    private const int ConfigurationError = 78;

    private readonly Option<string> config = new("--config")
    {
        Description = "The configuration file.",
        HelpName = "path",
        DefaultValueFactory = _ => CoordinatorSettings.DefaultPath,
        Recursive = true,
    };

    /// <summary>Runs one command line.</summary>
    public Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("The Mint coordinator: the one place that knows every host. Started by systemd (mint-coordinator.service).");
        root.Options.Add(config);
        root.Subcommands.Add(Command("serve", "Serve agents, people and tools until stopped.", (options, _, ct) => Server.RunAsync(options, ct)));
        root.Subcommands.Add(Backup());
        root.Subcommands.Add(Restore());
        return root.Parse(args).InvokeAsync();
    }

    private Command Backup()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; it must not exist." };
        var command = Command(
            "backup",
            "Write everything the coordinator knows, its keys too, into one file. It may run meanwhile.",
            (options, parse, ct) => new BackupConsole(options, parse.InvocationConfiguration).BackupAsync(parse.GetRequiredValue(file), ct));
        command.Arguments.Add(file);
        return command;
    }

    private Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "A file that backup wrote, on whichever engine." };
        var force = new Option<bool>("--force") { Description = "Replace what the store holds." };
        var command = Command(
            "restore",
            "Put back what backup wrote. The coordinator must be stopped.",
            (options, parse, ct) => new BackupConsole(options, parse.InvocationConfiguration).RestoreAsync(parse.GetRequiredValue(file), parse.GetValue(force), ct));
        command.Arguments.Add(file);
        command.Options.Add(force);
        return command;
    }

    private Command Command(string name, string description, Func<CoordinatorOptions, ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        command.SetAction(async (parse, ct) =>
        {
            var (options, mistakes) = CoordinatorOptionsReader.Read(parse.GetRequiredValue(config));
            if (options is not null)
            {
                return await run(options, parse, ct);
            }

            foreach (var mistake in mistakes)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync(mistake);
            }

            return ConfigurationError;
        });
        return command;
    }
}
