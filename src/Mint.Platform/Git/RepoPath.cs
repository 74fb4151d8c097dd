using Mint.Core.Config;

namespace Mint.Platform.Git;

/// <summary>
/// Walks a path through a config repo one name at a time, following links only as far as they stay inside. One walk for directories and
/// Git trees, so that both have the same idea of "inside".
/// </summary>
internal static class RepoPath
{
    // Linux gives up after as many links; names and depth are far beyond what a config repo needs.
    private const int LinkLimit = 40;
    private const int LengthLimit = 4096;

    /// <summary>Finds the real path (no link left in it) of something.</summary>
    /// <param name="path">Relative path with forward slashes; empty is the root.</param>
    /// <param name="look">Says what stands at a real path.</param>
    /// <returns>The real path and its node, or the fault.</returns>
    public static (string Real, RepoNode Node, ConfigFileFault? Fault) Resolve(string path, Func<string, RepoNode> look)
    {
        var ahead = new Stack<string>();
        var real = new List<string>();
        var node = new RepoNode(RepoNodeKind.Directory);
        int links = 0;
        if (!Push(path, ahead))
        {
            return Fault(ConfigFileFault.OutsideRepo);
        }

        while (ahead.TryPop(out string? name))
        {
            if (node.Kind != RepoNodeKind.Directory)
            {
                return Fault(node.Kind == RepoNodeKind.Missing ? ConfigFileFault.NotFound : ConfigFileFault.NotAFile);
            }

            if (name == "..")
            {
                if (real.Count == 0)
                {
                    return Fault(ConfigFileFault.OutsideRepo);
                }

                real.RemoveAt(real.Count - 1);
                continue;
            }

            string here = Join(real, name);
            node = look(here);
            if (node.Kind != RepoNodeKind.Link)
            {
                real.Add(name);
                continue;
            }

            if (++links > LinkLimit || node.Target is null || !Push(node.Target, ahead))
            {
                return Fault(ConfigFileFault.OutsideRepo);
            }

            node = new RepoNode(RepoNodeKind.Directory);
        }

        return (string.Join('/', real), node, null);
    }

    private static string Join(List<string> real, string name) => real.Count == 0 ? name : $"{string.Join('/', real)}/{name}";

    // False when the path is absolute, or longer than any honest one.
    private static bool Push(string path, Stack<string> ahead)
    {
        if (path.Length > LengthLimit || path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        string[] names = path.Split('/');
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] is not ("" or "."))
            {
                ahead.Push(names[i]);
            }
        }

        return true;
    }

    private static (string, RepoNode, ConfigFileFault?) Fault(ConfigFileFault fault) => ("", default, fault);
}
