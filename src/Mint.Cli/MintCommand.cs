using System.CommandLine;
using System.CommandLine.Invocation;
using Mint.Cli.Commands;
using Mint.Cli.Output;
using Mint.Cli.Reports;

namespace Mint.Cli;

/// <summary>The program: all commands, and the one place where failures become a sentence and an exit code.</summary>
internal sealed class MintCommand(Shell shell)
{
    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args)
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
            return await parse.InvokeAsync(settings);
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
            On a laptop, in a config repo: validate, render, schema, plan --all --from REV --to REV, init.
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
        DoctorCommand.Create(shell),
        ValidateCommand.Create(shell),
        RenderCommand.Create(shell),
        SchemaCommand.Create(shell),
        InitCommand.Create(shell),
        CompletionCommand.Create(shell),
    ];

    private int PrintUsageErrors(ParseResult parse)
    {
        var path = parse.CommandResult.Command is RootCommand ? "mint" : $"mint {parse.CommandResult.Command.Name}";
        PrintFailure(parse, string.Join(' ', parse.Errors.Select(e => e.Message)), $"See: {path} --help");
        return ExitCodes.Usage;
    }

    private void PrintFailure(ParseResult parse, string message, string? hint)
    {
        shell.Terminal.Output.Flush();
        if (shell.WantsJson(parse))
        {
            shell.PrintJson(new ErrorReport(message, hint), ReportsJson.Document.ErrorReport);
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
