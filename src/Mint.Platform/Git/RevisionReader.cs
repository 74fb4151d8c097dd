using LibGit2Sharp;
using Mint.Core.Reporting;

namespace Mint.Platform.Git;

/// <summary>Finds commits in a local repository by any name Git knows: <c>main</c>, <c>HEAD~1</c>, <c>v1.2</c>, a few digits of an id.</summary>
public sealed class RevisionReader : IDisposable
{
    private readonly Repository repository;

    private RevisionReader(Repository repository) => this.repository = repository;

    /// <summary>Opens the repository that a directory is in.</summary>
    /// <param name="directory">The repository, or any directory below its root.</param>
    /// <exception cref="RevisionException">There is none, or it can't be read.</exception>
    public static RevisionReader Open(string directory)
    {
        try
        {
            string found = Discover(directory) ?? throw new RevisionException($"{Path.GetFullPath(directory)} is not in a Git repository.");
            return new RevisionReader(new Repository(found));
        }
        catch (LibGit2SharpException error)
        {
            throw new RevisionException($"Can't open the Git repository at {Path.GetFullPath(directory)}: {error.Message}", error);
        }
    }

    // Repository.Discover does the same, but not in an ahead-of-time compiled program, see RawCommit.
    private static string? Discover(string directory)
    {
        for (DirectoryInfo? at = new(Path.GetFullPath(directory)); at is not null; at = at.Parent)
        {
            if (Repository.IsValid(at.FullName))
            {
                return at.FullName;
            }
        }

        return null;
    }

    /// <summary>The root of the working tree, or the repository itself when it is bare.</summary>
    public string Root => Path.TrimEndingDirectorySeparator(repository.Info.WorkingDirectory ?? repository.Info.Path);

    /// <summary>Finds a commit.</summary>
    /// <param name="revision">A branch, tag, id, or expression such as <c>HEAD~1</c>.</param>
    /// <exception cref="RevisionException">The revision does not name exactly one commit.</exception>
    public CommitInfo Find(string revision)
    {
        try
        {
            Commit? commit = repository.Lookup(revision)?.Peel<Commit>();
            return commit is null
                ? throw new RevisionException($"'{revision}' is not a commit, branch or tag of {Root}. Is the history fetched (a shallow clone lacks older commits)?")
                : Commits.Describe(commit);
        }
        catch (LibGit2SharpException error)
        {
            throw new RevisionException($"'{revision}' does not name one commit of {Root}: {error.Message}", error);
        }
    }

    /// <summary>The files of a commit; dispose them when done.</summary>
    /// <param name="commit">A commit that <see cref="Find"/> returned.</param>
    public GitTreeFiles FilesOf(CommitInfo commit) => new(repository.Info.Path, commit.Id);

    /// <inheritdoc/>
    public void Dispose() => repository.Dispose();
}
