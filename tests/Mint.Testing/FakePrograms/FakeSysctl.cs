using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>sysctl -q -w key=value: sets what is there, refuses what is not.</summary>
internal static class FakeSysctl
{
    public static void Install(FakeHost host)
    {
        host.Files.WriteText("/proc/sys/net/ipv4/ip_default_ttl", "64\n");
        host.Programs["sysctl"] = Run;
    }

    private static CommandResult Run(Command command, FakeHost host)
    {
        var parts = command.Arguments[^1].Split('=', 2);
        var path = "/proc/sys/" + parts[0].Replace('.', '/');
        if (!host.Files.Exists(path))
        {
            return new CommandResult("sysctl", 255, "", $"sysctl: cannot stat {path}: No such file or directory");
        }

        host.Files.WriteText(path, parts[1].Replace(' ', '\t') + "\n");
        return new CommandResult("sysctl", 0, "", "");
    }
}
