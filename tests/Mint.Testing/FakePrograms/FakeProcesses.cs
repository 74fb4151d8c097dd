using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>
/// What users have running: a session in a directory of logind's, and a process that belongs to none. systemd-run starts such a process, loginctl
/// ends sessions, pkill ends everything.
/// </summary>
internal static class FakeProcesses
{
    private const string Loose = "/run/fake-processes/";
    private const string Session = "/run/systemd/users/";
    private const string Linger = "/var/lib/systemd/linger/";

    public static void Install(FakeHost host)
    {
        host.Programs["systemd-run"] = (command, h) => Start(command, h);
        host.Programs["loginctl"] = (command, h) => EndSessions(command, h);
        host.Programs["pkill"] = (command, h) => Kill(command, h);
        host.Programs["pidwait"] = (command, _) => new CommandResult(command.Program, 1, "", "");
    }

    /// <summary>Whether a user has anything running.</summary>
    public static bool Of(FakeHost host, string uid) => host.Files.Exists(Loose + uid) || host.Files.Exists(Session + uid);

    /// <summary>Logs a user in.</summary>
    public static void LogIn(FakeHost host, int uid) => host.Files.WriteText($"{Session}{uid}", "STATE=active\n");

    private static CommandResult Start(Command command, FakeHost host)
    {
        var name = command.Arguments.Single(a => a.StartsWith("--uid=", StringComparison.Ordinal))[6..];
        host.Files.WriteText(Loose + Uid(host, name), "sleep\n");
        return new CommandResult(command.Program, 0, "", "");
    }

    private static CommandResult EndSessions(Command command, FakeHost host)
    {
        var name = command.Arguments[^1];
        host.Files.Remove(command.Arguments[0] == "disable-linger" ? Linger + name : Session + Uid(host, name));
        return new CommandResult(command.Program, 0, "", "");
    }

    private static CommandResult Kill(Command command, FakeHost host)
    {
        var found = Of(host, command.Arguments[^1]);
        host.Files.Remove(Loose + command.Arguments[^1]);
        host.Files.Remove(Session + command.Arguments[^1]);
        return new CommandResult(command.Program, found ? 0 : 1, "", "");
    }

    private static string Uid(FakeHost host, string name) =>
        (host.Files.ReadText("/etc/passwd") ?? "").Split('\n').Select(l => l.Split(':')).First(f => f[0] == name)[2];
}
