using System.CommandLine;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
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
    /// <param name="args">The words.</param>
    /// <param name="streams">Where it prints; null for the console.</param>
    public Task<int> RunAsync(string[] args, InvocationConfiguration? streams = null)
    {
        var root = new RootCommand("The Mint coordinator: the one place that knows every host. Started by systemd (mint-coordinator.service).");
        root.Options.Add(config);
        root.Subcommands.Add(Serve());
        root.Subcommands.Add(TokenCommand.Create(WithOptions));
        root.Subcommands.Add(PersonCommand.Create(WithOptions));
        root.Subcommands.Add(AuthorityCommand.Create(WithOptions));
        root.Subcommands.Add(BackupCommand.CreateBackup(WithOptions));
        root.Subcommands.Add(BackupCommand.CreateRestore(WithOptions));
        return root.Parse(args).InvokeAsync(streams);
    }

    private Command Serve()
    {
        var command = new Command("serve", "Serve agents, people and tools until stopped.");
        command.SetAction(WithOptions((options, _, ct) => Server.RunAsync(options, ct)));
        return command;
    }

    private Func<ParseResult, CancellationToken, Task<int>> WithOptions(CommandAction run) => async (parse, ct) =>
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
    };
}
