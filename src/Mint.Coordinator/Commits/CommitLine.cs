using LibGit2Sharp;
using Mint.Core.Reporting;

namespace Mint.Coordinator.Commits;

/// <summary>Finds what lies between two heads in the clone.</summary>
internal static class CommitLine
{
    private const int Longest = 500;

    /// <summary>The commits after the one, up to and with the other, oldest first; the newest 500 of them. Of merged branches, the merge.</summary>
    /// <param name="clone">The clone's directory.</param>
    /// <param name="after">The last known head; null before the first, which then stands alone.</param>
    /// <param name="head">The new head, as it was judged.</param>
    /// <exception cref="LibGit2SharpException">The clone can't be read.</exception>
    public static IReadOnlyList<(CommitInfo Info, string Parent)> Between(string clone, string? after, CommitInfo head)
    {
        using var repository = new Repository(clone);
        var filter = new CommitFilter
        {
            IncludeReachableFrom = new ObjectId(head.Id),
            ExcludeReachableFrom = after is null ? null : new ObjectId(after),
            FirstParentOnly = true,
            SortBy = CommitSortStrategies.Topological,
        };
        var line = repository.Commits.QueryBy(filter).Take(after is null ? 1 : Longest).Select(commit => (Describe(commit, head), commit.Parents.FirstOrDefault()?.Sha ?? "")).ToList();
        line.Reverse();
        return line;
    }

    private static CommitInfo Describe(Commit commit, CommitInfo head) =>
        commit.Sha == head.Id ? head : Platform.Git.Commits.Describe(commit);
}
