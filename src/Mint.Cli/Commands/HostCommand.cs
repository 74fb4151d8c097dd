using System.CommandLine;
using Mint.Cli.Control;

namespace Mint.Cli.Commands;

/// <summary>What the commands that speak with the agent share: the socket's path and who is asking.</summary>
internal static class HostCommand
{
    /// <summary><c>--socket</c>.</summary>
    public static Option<string> SocketOption() => new("--socket")
    {
        Description = "The agent's control socket.",
        HelpName = "path",
        DefaultValueFactory = _ => AgentSocket.DefaultPath,
    };

    /// <summary>A resource, as <c>kind/name</c> or as two words.</summary>
    public static Argument<string[]> ResourceArgument(ArgumentArity arity) => new("RESOURCE")
    {
        Description = "The resource, as printed (file /etc/motd) or as an id (file//etc/motd).",
        Arity = arity,
    };

    /// <summary>The id that the words name; null when there are none.</summary>
    /// <exception cref="CommandException">The words are no resource.</exception>
    public static string? ResourceId(string[]? words)
    {
        if (words is null or [])
        {
            return null;
        }

        var id = string.Join('/', words);
        return Core.ResourceId.TryParse(id, out _)
            ? id
            : throw new CommandException($"'{id}' is not a resource.", "Name it by kind and name: mint show file /etc/motd", ExitCodes.Usage);
    }

    /// <summary>The person at the keyboard, also behind sudo.</summary>
    public static string Who() => Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } user ? user : Environment.UserName;
}
