using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>sh -n: refuses a script that leaves a quote open.</summary>
internal static class FakeShell
{
    public static void Install(FakeHost host) => host.Programs["sh"] = Run;

    private static CommandResult Run(Command command, FakeHost host)
    {
        var script = host.Files.ReadText(command.Arguments[^1]) ?? "";
        return script.Count(c => c == '"') % 2 == 0
            ? new CommandResult("sh", 0, "", "")
            : new CommandResult("sh", 2, "", $"{command.Arguments[^1]}: 1: Syntax error: Unterminated quoted string");
    }
}
