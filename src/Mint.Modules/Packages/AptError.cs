using Mint.Core.Hosts;

namespace Mint.Modules.Packages;

/// <summary>Finds, in the pages that apt and dpkg print, the lines that say what went wrong.</summary>
internal static class AptError
{
    private const int Most = 4;

    /// <summary>The error lines joined, at most 600 characters; the end of the output when no line looks like an error.</summary>
    public static string Explain(CommandResult result)
    {
        if (result.ExitCode == CommandResult.NotFound)
        {
            return $"{result.Program} is not installed";
        }

        var lines = (result.Error + "\n" + result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var said = lines.Where(IsError).Distinct().Take(Most).ToList();
        var text = string.Join("; ", said.Count > 0 ? said : lines.TakeLast(Most));
        return text.Length switch
        {
            0 => $"{result.Program} exited with {result.ExitCode}",
            <= 600 => text,
            _ => text[..600] + "…",
        };
    }

    private static bool IsError(string line) =>
        line.StartsWith("E: ", StringComparison.Ordinal)
        || line.StartsWith("dpkg: error", StringComparison.Ordinal)
        || line.Contains(" : Depends: ", StringComparison.Ordinal)
        || line.Contains(" : Conflicts: ", StringComparison.Ordinal);
}
