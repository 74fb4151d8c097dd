using Mint.Core.Config;

namespace Mint.Coordinator.Commits.Expected;

/// <summary>Notes what one host's configuration reads.</summary>
/// <param name="files">The files.</param>
/// <param name="only">The one file of <c>hosts/</c> that shall be seen, for a loader that serves this host alone; null for all.</param>
internal sealed class RecordingFiles(IConfigFiles files, string? only = null) : IConfigFiles
{
    private readonly HashSet<string> paths = new(StringComparer.Ordinal);

    /// <summary>Files that were read; a directory that was listed ends with a slash.</summary>
    public IReadOnlyCollection<string> Paths => paths;

    /// <inheritdoc/>
    public ConfigFile Read(string path, int maxBytes)
    {
        paths.Add(path);
        return files.Read(path, maxBytes);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        if (only is not null && directory == "hosts")
        {
            return [only];
        }

        paths.Add($"{directory}/");
        return files.List(directory);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string directory) => files.Directories(directory);
}
