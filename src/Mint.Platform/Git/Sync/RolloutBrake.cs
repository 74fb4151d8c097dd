using LibGit2Sharp;
using Mint.Core.Config;

namespace Mint.Platform.Git.Sync;

/// <summary>Works out, in the clone, what the rollout's gate says.</summary>
/// <param name="gate">Says how far the host may go.</param>
/// <param name="loadFleet">Reads mint.yaml of one commit.</param>
internal sealed class RolloutBrake(IRolloutGate gate, Func<IConfigFiles, FleetResult> loadFleet)
{
    private (string Head, string Witnessed)? contained;
    private (string Head, RolloutSettings Rollout)? read;

    /// <summary>Why a head must not be followed: a commit that this host had accepted before is not in its history. Null when it is.</summary>
    public string? WalksBack(Repository repository, Commit head, string witnessed)
    {
        if (contained == (head.Sha, witnessed))
        {
            return null;
        }

        if (!IsIn(repository, witnessed, head))
        {
            return $"Git offers {head.Sha[..7]}, which does not contain {witnessed[..7]} that this host had accepted before; its state was lost or the repository walked back. "
                + $"Push a commit that has {witnessed[..7]} in its history.";
        }

        contained = (head.Sha, witnessed);
        return null;
    }

    /// <summary>How far the host may go, by the mint.yaml of a head that counts.</summary>
    public RolloutLimit Limit(Repository repository, Commit head, bool first)
    {
        if (read?.Head != head.Sha)
        {
            using var files = new GitTreeFiles(repository.Info.Path, head.Sha);
            read = (head.Sha, loadFleet(files).Fleet?.Rollout ?? new RolloutSettings());
        }

        return gate.Limit(head.Sha, read.Value.Rollout, first);
    }

    /// <summary>The commit that a limit lets the host go to; null when that is nowhere new.</summary>
    public static Commit? Released(Repository repository, Commit head, string? accepted, RolloutLimit limit)
    {
        if (limit.Commit is not { } id || id == accepted || !IsIn(repository, id, head))
        {
            return null;
        }

        Commit commit = repository.Lookup<Commit>(new ObjectId(id));
        return accepted is null || IsIn(repository, accepted, commit) ? commit : null;
    }

    private static bool IsIn(Repository repository, string ancestor, Commit head) =>
        repository.Lookup<Commit>(new ObjectId(ancestor)) is { } commit
        && (commit.Id == head.Id || repository.ObjectDatabase.FindMergeBase(commit, head)?.Id == commit.Id);
}
