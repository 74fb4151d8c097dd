using System.Text;
using System.Text.RegularExpressions;
using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.UnitTests.Confirming;

/// <summary>The programs that commit-confirm needs, on a host in memory: systemd-run, systemctl, and a shell that understands the one script.</summary>
internal sealed partial class FakeWayBack
{
    public const string Directory = "/var/lib/mint-agent";

    private readonly FakeHost host;

    public FakeWayBack(FakeHost host)
    {
        this.host = host;
        host.Files.MakeDirectory(Directory);
        host.Programs["systemd-run"] = (command, _) =>
        {
            Armed = true;
            return new CommandResult(command.Program, 0, "", "");
        };
        host.Programs["systemctl"] = (command, _) =>
        {
            Armed &= !command.Arguments.Contains("stop");
            return new CommandResult(command.Program, 0, "", "");
        };
        host.Programs["sh"] = (command, _) => Run(command.Arguments[1], command.Arguments[2]);
    }

    /// <summary>Whether a timer runs.</summary>
    public bool Armed { get; private set; }

    /// <summary>Whether the restore point waits.</summary>
    public bool Waits => host.Files.Exists($"{Directory}/restore-point");

    public IEnumerable<string> Left => host.List(Directory);

    /// <summary>The timer's time is over.</summary>
    public void Fire() => Run("timer", "nobody confirmed it");

    private CommandResult Run(string why, string reason)
    {
        var done = new CommandResult("sh", 0, "", "");
        if (host.Files.Find($"{Directory}/restore-point") is { } point)
        {
            host.Files.Remove($"{Directory}/restore-point");
            host.Files.Put($"{Directory}/reverting", point);
        }

        if (host.Files.ReadText($"{Directory}/reverting/revert") is not { } script)
        {
            return done;
        }

        if (!host.Files.Exists($"{Directory}/reverting/why"))
        {
            host.Files.WriteText($"{Directory}/reverting/why", why + "\n");
            host.Files.WriteText($"{Directory}/reverting/reason", reason + "\n");
        }

        foreach (Match put in Put().Matches(script))
        {
            host.Files.Write(put.Groups[2].Value, Encoding.UTF8.GetBytes(host.Files.ReadText($"{Directory}/reverting/{put.Groups[1].Value}") ?? ""));
        }

        foreach (Match drop in Drop().Matches(script))
        {
            host.Files.Remove(drop.Groups[1].Value);
        }

        var node = host.Files.Find($"{Directory}/reverting");
        host.Files.Remove($"{Directory}/reverting");
        host.Files.Remove($"{Directory}/reverted");
        host.Files.Put($"{Directory}/reverted", node ?? throw new InvalidOperationException());
        host.Forget();
        return done;
    }

    [GeneratedRegex("^put (\\S+) '([^']*)'", RegexOptions.Multiline)]
    private static partial Regex Put();

    [GeneratedRegex("^drop '([^']*)'", RegexOptions.Multiline)]
    private static partial Regex Drop();
}
