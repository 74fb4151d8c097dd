using LibGit2Sharp;
using Mint.Platform.Git.Sync.Signing;

namespace Mint.Platform.Git.Sync;

/// <summary>What lies between the last accepted commit and a new head.</summary>
/// <param name="Line">
/// One line of descent from the last accepted commit (not in it) to the head, oldest first: at each merge the first parent that descends
/// from the last accepted commit. On a branch that is only ever merged into, that is the first-parent line.
/// </param>
/// <param name="All">Every new commit, merged branches included, parents before children.</param>
internal sealed record History(IReadOnlyList<Commit> Line, IReadOnlyList<Commit> All)
{
    private const int Limit = 20_000;

    /// <summary>Finds the way.</summary>
    /// <returns>The history, or why there is none, to follow on "the commit ".</returns>
    public static (History? Found, string? Fault) Between(Repository repository, string accepted, Commit head)
    {
        if (repository.Lookup<Commit>(new ObjectId(accepted)) is not { } start)
        {
            return (null, NotADescendant(accepted));
        }

        var all = new List<Commit>();
        var descends = new HashSet<string>();
        var filter = new CommitFilter
        {
            IncludeReachableFrom = head.Id,
            ExcludeReachableFrom = start.Id,
            SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Reverse,
        };
        foreach (Commit commit in repository.Commits.QueryBy(filter))
        {
            all.Add(commit);
            if (all.Count > Limit)
            {
                return (null, $"brings more than {Limit} new commits at once.");
            }

            if (repository.ObjectDatabase.RetrieveObjectMetadata(commit.Id).Size > SignedCommit.SizeLimit)
            {
                return (null, $"follows {commit.Sha[..7]}, whose commit object is larger than 1 MiB.");
            }

            if (commit.Parents.Any(parent => parent.Id == start.Id || descends.Contains(parent.Sha)))
            {
                descends.Add(commit.Sha);
            }
        }

        return descends.Contains(head.Sha) ? (new History(LineTo(head, start.Id, descends), all), null) : (null, NotADescendant(accepted));
    }

    private static List<Commit> LineTo(Commit head, ObjectId start, HashSet<string> descends)
    {
        var line = new List<Commit>();
        for (Commit at = head; at.Id != start; at = at.Parents.First(parent => parent.Id == start || descends.Contains(parent.Sha)))
        {
            line.Add(at);
        }

        line.Reverse();
        return line;
    }

    private static string NotADescendant(string accepted) =>
        $"does not descend from {accepted[..7]}, the last commit this host accepted: the branch was moved back or its history rewritten. "
        + $"Push a commit that has {accepted[..7]} in its history; to undo a change, revert it.";
}
