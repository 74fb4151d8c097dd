using Microsoft.Win32.SafeHandles;
using Mint.Core.Config;

namespace Mint.Platform.Git;

/// <summary>A config repo's working tree. Made for an engineer's own checkout; the agent reads commits, see <see cref="GitTreeFiles"/>.</summary>
/// <param name="root">The directory that holds <c>mint.yaml</c>.</param>
public sealed class DirectoryFiles(string root) : IConfigFiles
{
    private readonly string root = Path.GetFullPath(root);

    /// <inheritdoc/>
    public ConfigFile Read(string path, int maxBytes)
    {
        (string real, RepoNode node, ConfigFileFault? fault) = RepoPath.Resolve(path, Look);
        return (fault, node.Kind) switch
        {
            (not null, _) => new ConfigFile(null, fault),
            (_, RepoNodeKind.Missing) => new ConfigFile(null, ConfigFileFault.NotFound),
            (_, RepoNodeKind.File) => ReadRegular(Path.Join(root, real), maxBytes),
            _ => new ConfigFile(null, ConfigFileFault.NotAFile),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory) => Entries(directory, entry => entry is FileInfo);

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string directory) => Entries(directory, entry => entry is DirectoryInfo { LinkTarget: null });

    private List<string> Entries(string directory, Func<FileSystemInfo, bool> counts)
    {
        (string real, RepoNode node, ConfigFileFault? fault) = RepoPath.Resolve(directory, Look);
        string absolute = Path.Join(root, real);
        if (fault is not null || node.Kind != RepoNodeKind.Directory || !Directory.Exists(absolute))
        {
            return [];
        }

        return [.. new DirectoryInfo(absolute).EnumerateFileSystemInfos()
            .Where(counts)
            .Select(entry => entry.Name)
            .Order(StringComparer.Ordinal)];
    }

    private RepoNode Look(string path)
    {
        string absolute = Path.Join(root, path);
        return NativeFile.KindOf(absolute) is var kind && kind == RepoNodeKind.Link
            ? new RepoNode(kind, new FileInfo(absolute).LinkTarget)
            : new RepoNode(kind);
    }

    private static ConfigFile ReadRegular(string path, int maxBytes)
    {
        using SafeFileHandle? handle = NativeFile.OpenRegular(path);
        if (handle is null)
        {
            return new ConfigFile(null, ConfigFileFault.NotAFile);
        }

        long length = RandomAccess.GetLength(handle);
        if (length > maxBytes)
        {
            return new ConfigFile(null, ConfigFileFault.TooLarge);
        }

        byte[] content = new byte[length];
        int read = 0;
        while (read < content.Length && RandomAccess.Read(handle, content.AsSpan(read), read) is var count and > 0)
        {
            read += count;
        }

        // Shorter than it was a moment ago: an editor is writing; what is there is what we take.
        return new ConfigFile(read == content.Length ? content : content[..read], null);
    }
}
