namespace Mint.Core.Hosts;

/// <summary>
/// Changes a host. Only applying gets this. Every method forgets what the pass remembered, so the next look is fresh.
/// </summary>
public interface IHost : IHostReader
{
    /// <summary>
    /// Writes a whole file so that a reader, or a power cut, finds the old content or the new one, never a mixture: written
    /// beside, synced, renamed, and the directory synced. A path that is a mount point (bind-mounted /etc/hosts) is written in place.
    /// A link at the path is replaced, not followed.
    /// </summary>
    /// <exception cref="Providers.ResourceException">No space, read-only, a parent is missing.</exception>
    void WriteFile(string path, ReadOnlySpan<byte> content, FileAccess access);

    /// <summary>Sets owner and permission bits of a file or directory, not following a link.</summary>
    void SetAccess(string path, FileAccess access);

    /// <summary>Makes one directory (its parent must exist); an existing one only gets its access set.</summary>
    void CreateDirectory(string path, FileAccess access);

    /// <summary>Makes or atomically replaces a symbolic link.</summary>
    void CreateLink(string path, string target);

    /// <summary>Renames within one file system, replacing the target atomically.</summary>
    void Move(string path, string newPath);

    /// <summary>Removes a file, a link or an empty directory; absent is success.</summary>
    /// <exception cref="Providers.ResourceException">A directory is not empty.</exception>
    void Delete(string path);

    /// <summary>Runs a program that may change the host.</summary>
    /// <returns>The result whatever its exit code; 127 when the program is not installed.</returns>
    /// <exception cref="Providers.ResourceException">It outlived its timeout.</exception>
    Task<CommandResult> RunAsync(Command command, CancellationToken ct);
}
