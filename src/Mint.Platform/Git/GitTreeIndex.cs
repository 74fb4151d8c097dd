using System.Text;
using LibGit2Sharp;
using Mint.Core.Config;

namespace Mint.Platform.Git;

/// <summary>
/// The files of one commit, its tree walked once: for whoever reads thousands of them. Tells besides what a path stands for without
/// reading it, so that two commits can be compared path by path. Not thread-safe.
/// </summary>
public sealed class GitTreeIndex : IConfigFiles, IDisposable
{
    private const int LinkTargetLimit = 4096;
    private const int DepthLimit = 32;
    private const int EntryLimit = 50_000;

    private readonly Repository repository;
    private readonly Dictionary<string, (ObjectId Id, RepoNodeKind Kind)> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> directories = new(StringComparer.Ordinal) { [""] = [] };

    /// <summary>Walks a commit's tree. The repository is opened anew and closed with this object.</summary>
    /// <param name="repository">Path of the <c>.git</c> directory or bare repository.</param>
    /// <param name="commit">The commit's full id.</param>
    /// <exception cref="NotFoundException">There is no such commit.</exception>
    /// <exception cref="LibGit2SharpException">The repository can't be read, or the tree is larger or deeper than an honest one.</exception>
    public GitTreeIndex(string repository, string commit)
    {
        this.repository = new Repository(repository);
        try
        {
            var found = this.repository.Lookup<Commit>(new ObjectId(commit)) ?? throw new NotFoundException($"There is no commit {commit} in {repository}.");
            Walk(found.Tree);
        }
        catch
        {
            this.repository.Dispose();
            throw;
        }
    }

    /// <summary>What a path stands for, links followed: equal in two commits when reading it gives the same.</summary>
    public string StateOf(string path)
    {
        var (real, node, fault) = RepoPath.Resolve(path, Look);
        return (fault, node.Kind) switch
        {
            (not null, _) => fault.Value.ToString(),
            (_, RepoNodeKind.File) => nodes[real].Id.Sha,
            _ => node.Kind.ToString(),
        };
    }

    /// <inheritdoc/>
    public ConfigFile Read(string path, int maxBytes)
    {
        var (real, node, fault) = RepoPath.Resolve(path, Look);
        return (fault, node.Kind) switch
        {
            (not null, _) => new ConfigFile(null, fault),
            (_, RepoNodeKind.Missing) => new ConfigFile(null, ConfigFileFault.NotFound),
            (_, RepoNodeKind.File) => Load(nodes[real].Id, maxBytes),
            _ => new ConfigFile(null, ConfigFileFault.NotAFile),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        var (real, node, fault) = RepoPath.Resolve(directory, Look);
        return fault is null && node.Kind == RepoNodeKind.Directory && directories.TryGetValue(real, out var names) ? names : [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string directory)
    {
        var (real, node, fault) = RepoPath.Resolve(directory, Look);
        var prefix = real.Length == 0 ? "" : real + "/";
        return fault is not null || node.Kind != RepoNodeKind.Directory ? []
            : [.. directories.Keys.Where(d => d.Length > prefix.Length && d.StartsWith(prefix, StringComparison.Ordinal)).Select(d => d[prefix.Length..]).Where(d => !d.Contains('/')).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public void Dispose() => repository.Dispose();

    private void Walk(Tree root)
    {
        var ahead = new Stack<(string Path, Tree Tree, int Depth)>([("", root, 1)]);
        while (ahead.TryPop(out var at))
        {
            foreach (var entry in at.Tree)
            {
                var path = at.Path.Length == 0 ? entry.Name : $"{at.Path}/{entry.Name}";
                var kind = KindOf(entry);
                nodes[path] = (entry.Target.Id, kind);
                if (nodes.Count > EntryLimit || at.Depth > DepthLimit)
                {
                    throw new LibGit2SharpException($"The commit holds more than {EntryLimit} files, or nests directories deeper than {DepthLimit}.");
                }

                if (kind == RepoNodeKind.Directory)
                {
                    directories[path] = [];
                    ahead.Push((path, (Tree)entry.Target, at.Depth + 1));
                }
                else if (entry.TargetType == TreeEntryTargetType.Blob)
                {
                    directories[at.Path].Add(entry.Name);
                }
            }

            directories[at.Path].Sort(StringComparer.Ordinal);
        }
    }

    private static RepoNodeKind KindOf(TreeEntry entry) => (entry.Mode, entry.TargetType) switch
    {
        (Mode.SymbolicLink, _) => RepoNodeKind.Link,
        (_, TreeEntryTargetType.Tree) => RepoNodeKind.Directory,
        (_, TreeEntryTargetType.Blob) => RepoNodeKind.File,
        _ => RepoNodeKind.Other,
    };

    private RepoNode Look(string path) =>
        !nodes.TryGetValue(path, out var node) ? new RepoNode(RepoNodeKind.Missing)
        : node.Kind == RepoNodeKind.Link ? new RepoNode(node.Kind, Load(node.Id, LinkTargetLimit).Content is { } target ? Encoding.UTF8.GetString(target) : null)
        : new RepoNode(node.Kind);

    // The size is asked first: a blob is only ever inflated when it fits.
    private ConfigFile Load(ObjectId id, int maxBytes)
    {
        var size = repository.ObjectDatabase.RetrieveObjectMetadata(id).Size;
        if (size > maxBytes)
        {
            return new ConfigFile(null, ConfigFileFault.TooLarge);
        }

        using var stream = (repository.Lookup<Blob>(id) ?? throw new NotFoundException($"The file {id.Sha} is missing from the clone.")).GetContentStream();
        var content = new byte[size];
        stream.ReadExactly(content);
        return new ConfigFile(content, null);
    }
}
