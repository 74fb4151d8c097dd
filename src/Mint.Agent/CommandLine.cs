using Mint.Platform.Configuration;

namespace Mint.Agent;

/// <summary>The daemon's own few arguments; people use <c>mint</c>.</summary>
internal static class CommandLine
{
    /// <summary>EX_CONFIG of sysexits(3): the unit does not restart on it in a tight loop.</summary>
    public const int ConfigurationError = 78;

    /// <summary>EX_SOFTWARE of sysexits(3): the loop ended by a fault of ours; systemd starts the agent anew.</summary>
    public const int LoopFailed = 70;

    /// <summary>EX_USAGE of sysexits(3).</summary>
    public const int UsageError = 64;

    private const string Usage = """
        Usage: mint-agent [--config FILE] [--version] [--help]
               mint-agent enrol --token TOKEN [--coordinator URL] [--config FILE]

        The Mint agent: keeps this server as its config repo says. Started by systemd (mint-agent.service);
        people talk to it with 'mint'. Configuration: /etc/mint-agent/agent.yaml.
        'mint-agent enrol' makes this host known to a coordinator.
        """;

    /// <summary>The exit code when the arguments ask for no daemon; null to go on.</summary>
    public static int? Answer(string[] args)
    {
        switch (args)
        {
            case []:
            case ["--config", _]:
                return null;
            case ["--version"]:
                Console.WriteLine($"mint-agent {AgentVersion.Text}");
                return 0;
            case ["--help" or "-h"]:
                Console.WriteLine(Usage);
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return UsageError;
        }
    }

    /// <summary>Where the configuration is.</summary>
    public static string ConfigPath(string[] args) => args is ["--config", var path] ? path : AgentSettings.DefaultPath;
}
