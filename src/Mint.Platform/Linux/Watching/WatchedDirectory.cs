namespace Mint.Platform.Linux.Watching;

/// <summary>What is of interest inside one watched directory.</summary>
internal sealed class WatchedDirectory
{
    private readonly Dictionary<string, List<string>> pathsByName = new(StringComparer.Ordinal);
    private readonly HashSet<string> awaited = new(StringComparer.Ordinal);

    /// <summary>Every path that leads through here.</summary>
    public IEnumerable<string> AllPaths => pathsByName.Values.SelectMany(p => p);

    /// <summary>Adds a path.</summary>
    /// <param name="name">The entry that leads to it; empty for every entry.</param>
    /// <param name="path">The path.</param>
    /// <param name="isAwaited">Whether the entry is a directory that is missing yet.</param>
    public void Add(string name, string path, bool isAwaited)
    {
        if (!pathsByName.TryGetValue(name, out var paths))
        {
            pathsByName[name] = paths = [];
        }

        paths.Add(path);
        if (isAwaited)
        {
            awaited.Add(name);
        }
    }

    /// <summary>Paths that a change of an entry concerns.</summary>
    public IEnumerable<string> PathsOf(string name) => Get(name).Concat(name.Length > 0 ? Get("") : []);

    /// <summary>Whether a change of an entry may mean that a missing directory has come.</summary>
    public bool AwaitsDirectory(string name) => awaited.Contains(name);

    private List<string> Get(string name) => pathsByName.GetValueOrDefault(name) ?? [];
}
