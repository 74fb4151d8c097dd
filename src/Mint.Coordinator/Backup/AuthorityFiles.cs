using System.IO.Compression;

namespace Mint.Coordinator.Backup;

/// <summary>The authority's keys and certificates, which are files and not in the store.</summary>
internal static class AuthorityFiles
{
    /// <summary>Those there are, by their name below the directory.</summary>
    public static IEnumerable<(string Name, string Path)> Of(string directory) => !Directory.Exists(directory)
        ? []
        : Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(directory, path), path))
            .OrderBy(file => file.Item1, StringComparer.Ordinal);

    /// <summary>Writes those of a backup into a new directory, readable by its owner alone.</summary>
    public static void Extract(ZipArchive zip, Manifest manifest, string directory)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Directory.CreateDirectory(directory, Owner | UnixFileMode.UserExecute);
        foreach (var entry in manifest.Entries.Where(e => e.Rows is null))
        {
            var path = Path.Combine(directory, entry.Name[ManifestEntry.Authority.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? directory, Owner | UnixFileMode.UserExecute);
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner });
            using var content = (zip.GetEntry(entry.Name) ?? throw new BackupException($"{entry.Name} is missing")).Open();
            content.CopyTo(file);
            file.Flush(flushToDisk: true);
        }
    }
}
