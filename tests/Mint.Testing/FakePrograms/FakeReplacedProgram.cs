using Mint.Core.Hosts;
using Mint.Testing.Cases;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>One service with one process, whose program loses its name when another is moved to its place, until the service is restarted.</summary>
internal static class FakeReplacedProgram
{
    private const string Process = "/proc/4711";

    public static void Install(FakeHost host)
    {
        foreach (var program in new[] { "mkdir", "cp", "touch", "rm" })
        {
            host.Programs[program] = (_, _) => new CommandResult(program, 0, "", "");
        }

        host.Programs["mv"] = (command, moved) =>
        {
            if (moved.Files.Exists(Process + "/maps"))
            {
                Map(moved, command.Arguments[^1] + " (deleted)");
            }

            return new CommandResult("mv", 0, "", "");
        };
        host.Programs["systemctl"] = Systemctl;
    }

    private static CommandResult Systemctl(Command command, FakeHost host)
    {
        if (command.Arguments[0] is "restart" or "try-restart")
        {
            var started = (host.Files.ReadText(Process + "/stat") ?? "").Length;
            host.Files.WriteText(Process + "/cgroup", $"0::/system.slice/{ServiceRestartCases.Unit}\n");
            host.Files.WriteText(Process + "/stat", $"4711 (program) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 {new string('1', started % 7 + 1)} 0\n");
            Map(host, "/opt/mint-conformance/program");
        }
        else if (command.Arguments[0] == "stop")
        {
            host.Files.Remove(Process);
        }

        return new CommandResult("systemctl", 0, "", "");
    }

    private static void Map(FakeHost host, string file) =>
        host.Files.WriteText(Process + "/maps", $"5500-5600 r-xp 00000000 08:01 1234                       {file}\n");
}
