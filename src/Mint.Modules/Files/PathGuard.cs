using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Files;

/// <summary>What all kinds of paths share: what they need, and what they never replace.</summary>
internal static class PathGuard
{
    /// <summary>A file or link may take the place of a file or link; never of a directory or a device.</summary>
    /// <exception cref="ResourceException">Something is there that only a person may remove.</exception>
    public static void EnsureReplaceable(string path, FileEntry? entry, string wanted)
    {
        if (entry is { Type: FileType.Directory or FileType.Other })
        {
            throw new ResourceException(
                FailureKind.NeedsPerson,
                $"{path} is a {PathState.Word(entry.Type)} where a {wanted} is meant; move it away by hand if it is not needed");
        }
    }

    /// <summary>The directory above, and the owner.</summary>
    public static IEnumerable<ResourceId> Requires(string path, string? owner = null, string? group = null)
    {
        for (var parent = HostPath.Parent(path); parent != "/"; parent = HostPath.Parent(parent))
        {
            // All of them, not only the nearest: one between may be the distribution's own.
            yield return new ResourceId("directory", parent);
            yield return new ResourceId("link", parent);
            yield return new ResourceId("mount", parent);
        }

        if (owner is not null)
        {
            yield return new ResourceId("user", owner);
        }

        if (group is not null)
        {
            yield return new ResourceId("group", group);
        }
    }
}
