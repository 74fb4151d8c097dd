namespace Mint.Platform.Git;

/// <summary>What stands at one path of a config repo, links not followed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Target">Where a link points; null for all else.</param>
internal readonly record struct RepoNode(RepoNodeKind Kind, string? Target = null);

/// <summary>The kinds of things a config repo can hold.</summary>
internal enum RepoNodeKind
{
    /// <summary>Nothing is there.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A device, FIFO, socket or submodule.</summary>
    Other,
}
