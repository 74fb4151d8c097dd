using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Mint.Cli.Commands;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli;

/// <summary>The program: all commands, and the one place where failures become a sentence and an exit code.</summary>
internal sealed class MintCommand(Shell shell)
{
    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken ct = default)
    {
        var parse = Create().Parse(args);
        if (parse.Errors.Count > 0 && parse.Action is ParseErrorAction)
        {
            return PrintUsageErrors(parse);
        }

        try
        {
            var settings = new InvocationConfiguration
            {
                Output = shell.Terminal.Output,
                Error = shell.Terminal.Error,
                EnableDefaultExceptionHandler = false,
            };
            return await parse.InvokeAsync(settings, ct);
        }
        catch (CommandException e)
        {
            PrintFailure(parse, e.Message, e.Hint);
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            PrintFailure(parse, "Stopped.", parse.CommandResult.Command.Name == "apply" ? "The agent goes on: mint status" : null);
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>All commands.</summary>
    internal RootCommand Create()
    {
        var root = new RootCommand(
            """
            mint keeps servers as their config repo says.

            On a host: status, plan, apply, history, show, undo, pause, resume, doctor.
            On a laptop, in a config repo: validate, render, schema, secret, plan --all --from REV --to REV, users, user, init.
            From anywhere, of the coordinator: fleet, hosts, drift, commits, events, holds, rollout, host, wake, token;
            login and logout say who asks.
            """);
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();
        root.Options.Add(shell.Json);
        root.Options.Add(shell.Color);
        foreach (var command in Commands())
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    private IEnumerable<Command> Commands() =>
    [
        StatusCommand.Create(shell),
        PlanCommand.Create(shell),
        ApplyCommand.Create(shell),
        HistoryCommand.Create(shell),
        ShowCommand.Create(shell),
        UndoCommand.Create(shell),
        PauseCommand.Create(shell),
        ResumeCommand.Create(shell),
        WireGuardCommand.Create(shell),
        DoctorCommand.Create(shell),
        ValidateCommand.Create(shell),
        RenderCommand.Create(shell),
        SchemaCommand.Create(shell),
        SecretCommand.Create(shell),
        UsersCommand.Create(shell),
        UserCommand.Create(shell),
        InitCommand.Create(shell),
        CompletionCommand.Create(shell),
        FleetCommand.Create(shell),
        HostsCommand.Create(shell),
        DriftCommand.Create(shell),
        CommitsCommand.Create(shell),
        EventsCommand.Create(shell),
        HoldsCommand.Create(shell),
        RolloutCommand.Create(shell),
        TurnCommand.Create(shell),
        MeshCommand.Create(shell),
        FleetHostCommand.Create(shell),
        WakeCommand.Create(shell),
        TokenCommand.Create(shell),
        LoginCommand.Create(shell),
        LogoutCommand.Create(shell),
    ];

    private int PrintUsageErrors(ParseResult parse)
    {
        PrintFailure(parse, string.Join(' ', parse.Errors.Select(e => e.Message)), $"See: {string.Join(' ', Path(parse.CommandResult))} --help");
        return ExitCodes.Usage;
    }

    private static IEnumerable<string> Path(SymbolResult? place) => place is CommandResult { Command: var command }
        ? Path(place.Parent).Append(command is RootCommand ? "mint" : command.Name)
        : [];

    private void PrintFailure(ParseResult parse, string message, string? hint)
    {
        shell.Terminal.Output.Flush();
        if (shell.WantsJson(parse))
        {
            shell.PrintJsonFailure(parse, new ErrorReport(message, hint));
            return;
        }

        var screen = shell.ErrorScreen(parse);
        screen.Write("✗ ", Tone.Bad).Line(message);
        if (hint is not null)
        {
            screen.Write("  ").Line(hint);
        }
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(MintCommand).Assembly.GetName().Version;
            parseResult.InvocationConfiguration.Output.Write($"mint {version?.ToString(3)}\n");
            return ExitCodes.Ok;
        }
    }
}
