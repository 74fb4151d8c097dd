using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mint.Cli.Commands;

/// <summary>Adds examples and exit codes to a command's <c>--help</c>.</summary>
internal static class Examples
{
    /// <summary>What every command may exit with.</summary>
    public const string UsualExitCodes = "0 ok, 1 error, 64 wrong command line";

    /// <summary>Lets <c>--help</c> of the command end with these examples.</summary>
    public static Command WithExamples(this Command command, params (string Line, string Why)[] examples) =>
        command.WithExamples(UsualExitCodes, examples);

    /// <summary>Lets <c>--help</c> of the command end with these examples and exit codes of its own.</summary>
    public static Command WithExamples(this Command command, string exitCodes, params (string Line, string Why)[] examples)
    {
        command.Options.Add(new HelpOption { Action = new HelpWithExamples(exitCodes, examples) });
        return command;
    }

    private sealed class HelpWithExamples(string exitCodes, (string Line, string Why)[] examples) : SynchronousCommandLineAction
    {
        private readonly HelpAction usual = new();

        public override int Invoke(ParseResult parseResult)
        {
            usual.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.Write("Examples:\n");
            foreach (var (line, why) in examples)
            {
                output.Write($"  {line}\n      {why}\n");
            }

            output.Write($"\nExit codes:\n  {exitCodes}\n");
            return ExitCodes.Ok;
        }
    }
}
