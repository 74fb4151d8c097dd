using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>hostname NAME: sets the kernel's.</summary>
internal static class FakeHostname
{
    public static void Install(FakeHost host) => host.Programs["hostname"] = Run;

    private static CommandResult Run(Command command, FakeHost host)
    {
        host.Files.WriteText("/proc/sys/kernel/hostname", command.Arguments[0] + "\n");
        return new CommandResult("hostname", 0, "", "");
    }
}
