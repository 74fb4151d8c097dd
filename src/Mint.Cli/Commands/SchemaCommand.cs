using System.CommandLine;
using Mint.Cli.Configs;
using Mint.Cli.Output;

namespace Mint.Cli.Commands;

/// <summary><c>mint schema</c>: JSON Schema of the config repo's files, so that editors check and complete them.</summary>
internal static class SchemaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var kind = new Argument<string>("FILE") { Description = "Which file: mint (mint.yaml), host or group.", DefaultValueFactory = _ => "host" };
        kind.AcceptOnlyFromAmong([.. SchemaText.Kinds.Keys]);
        var write = new Option<string?>("--write") { Description = "Write all three schemas into this directory instead.", HelpName = "dir" };
        var command = new Command("schema", "JSON Schema of the config repo's files, made from the same contracts that read them.") { kind, write };
        command.SetAction(parse =>
        {
            if (parse.GetValue(write) is not { } directory)
            {
                shell.Terminal.Output.Write(SchemaText.Of(SchemaText.Kinds[parse.GetRequiredValue(kind)]));
                return ExitCodes.Ok;
            }

            foreach (var path in SchemaText.WriteAll(directory))
            {
                shell.Screen(parse).Write("✓ ", Tone.Good).Line(path);
            }

            return ExitCodes.Ok;
        });
        return command.WithExamples(
            ("mint schema host > host.schema.json", "one schema"),
            ("mint schema --write .schema", "all of them; the first line of each YAML file names its own: # yaml-language-server: $schema=../.schema/host.schema.json"));
    }
}
