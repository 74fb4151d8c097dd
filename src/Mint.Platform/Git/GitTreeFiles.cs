using LibGit2Sharp;
using Mint.Core.Config;

namespace Mint.Platform.Git;

/// <summary>
/// The files of one commit, read straight from the object database: nothing is checked out, so nothing on disk can be mistaken for
/// the commit, and no file name or mode of a hostile commit ever reaches the file system. Not thread-safe.
/// </summary>
public sealed class GitTreeFiles : IConfigFiles, IDisposable
{
    // A link's target is a path; whatever is longer is not one.
    private const int LinkTargetLimit = 4096;

    private readonly Repository repository;
    private readonly Tree tree;

    /// <summary>Opens a commit's tree. The repository is opened anew and closed with this object.</summary>
    /// <param name="repository">Path of the <c>.git</c> directory or bare repository.</param>
    /// <param name="commit">The commit's full id.</param>
    /// <exception cref="NotFoundException">There is no such commit.</exception>
    /// <exception cref="LibGit2SharpException">The repository can't be read.</exception>
    public GitTreeFiles(string repository, string commit)
    {
        this.repository = new Repository(repository);
        try
        {
            tree = this.repository.Lookup<Commit>(new ObjectId(commit))?.Tree ?? throw new NotFoundException($"There is no commit {commit} in {repository}.");
        }
        catch
        {
            this.repository.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ConfigFile Read(string path, int maxBytes)
    {
        (string real, RepoNode node, ConfigFileFault? fault) = RepoPath.Resolve(path, Look);
        return (fault, node.Kind) switch
        {
            (not null, _) => new ConfigFile(null, fault),
            (_, RepoNodeKind.Missing) => new ConfigFile(null, ConfigFileFault.NotFound),
            (_, RepoNodeKind.File) when tree[real] is { } entry => Load(entry, maxBytes),
            _ => new ConfigFile(null, ConfigFileFault.NotAFile),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory) => Entries(directory, TreeEntryTargetType.Blob);

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string directory) => Entries(directory, TreeEntryTargetType.Tree);

    private List<string> Entries(string directory, TreeEntryTargetType type)
    {
        (string real, RepoNode node, ConfigFileFault? fault) = RepoPath.Resolve(directory, Look);
        Tree? tree = fault is not null || node.Kind != RepoNodeKind.Directory ? null : real.Length == 0 ? this.tree : this.tree[real]?.Target as Tree;
        return tree is null ? [] : [.. tree.Where(entry => entry.TargetType == type).Select(entry => entry.Name).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public void Dispose() => repository.Dispose();

    private RepoNode Look(string path) => tree[path] switch
    {
        null => new RepoNode(RepoNodeKind.Missing),
        { Mode: Mode.SymbolicLink } link => new RepoNode(RepoNodeKind.Link, TargetOf(link)),
        { TargetType: TreeEntryTargetType.Tree } => new RepoNode(RepoNodeKind.Directory),
        { TargetType: TreeEntryTargetType.Blob } => new RepoNode(RepoNodeKind.File),
        _ => new RepoNode(RepoNodeKind.Other),
    };

    private string? TargetOf(TreeEntry link) => Load(link, LinkTargetLimit).Content is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    // The size is asked first: a blob is only ever inflated when it fits.
    private ConfigFile Load(TreeEntry entry, int maxBytes)
    {
        long size = repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size;
        if (size > maxBytes)
        {
            return new ConfigFile(null, ConfigFileFault.TooLarge);
        }

        using Stream stream = ((Blob)entry.Target).GetContentStream();
        byte[] content = new byte[size];
        stream.ReadExactly(content);
        return new ConfigFile(content, null);
    }
}
