using System.Text;
using Mint.Platform.Configuration;
using Mint.Platform.Linux.Files;

namespace Mint.Agent.Link.Enrolment;

/// <summary>The lines of agent.yaml that name the coordinator.</summary>
internal static class CoordinatorSection
{
    /// <summary>What a person would write.</summary>
    public static string Lines(Uri coordinator) => $"coordinator:\n  url: {Text(coordinator)}\n";

    /// <summary>Adds the lines at the end of a file that has none. Leaves a file alone in which they would not mean what they say.</summary>
    /// <returns>Whether they were added.</returns>
    /// <exception cref="Core.Providers.ResourceException">The file can't be written.</exception>
    public static bool Append(string path, Uri coordinator)
    {
        var before = File.ReadAllText(path);
        var after = $"{before}{(before.EndsWith('\n') ? "" : "\n")}\n{Lines(coordinator)}";
        var content = Encoding.UTF8.GetBytes(after);
        if (AgentSettings.Read(path, content).Settings?.Coordinator?.Url != Text(coordinator))
        {
            return false;
        }

        DurableFile.Rewrite(path, content);
        return true;
    }

    private static string Text(Uri coordinator) => coordinator.AbsoluteUri.TrimEnd('/');
}
