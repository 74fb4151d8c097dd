using LibGit2Sharp;
using Mint.Core.Reporting;
using Mint.Platform.Git;

namespace Mint.Cli.Planning;

/// <summary>The agent's bare clone of the config repo, read only.</summary>
internal static class AgentClone
{
    private const string AcceptedRef = "refs/mint/accepted";

    /// <summary>Opens it.</summary>
    /// <exception cref="CommandException">It is not there, or not for this user.</exception>
    public static RevisionReader Open(string directory)
    {
        RequireReadable(directory);

        // It belongs to root; members of the group mint may read it, and libgit2 would refuse them for not being its owner. Only
        // objects are read from it, nothing in it is run.
        GlobalSettings.SetOwnerValidation(false);
        try
        {
            return RevisionReader.Open(directory);
        }
        catch (RevisionException e)
        {
            throw new CommandException(e.Message);
        }
    }

    /// <summary>The commit that the agent accepted last.</summary>
    /// <param name="git">The clone.</param>
    /// <param name="id">Its id from the ledger; null where that can't be read.</param>
    /// <exception cref="CommandException">There is none yet.</exception>
    public static CommitInfo Accepted(RevisionReader git, string? id)
    {
        try
        {
            return git.Find(id ?? AcceptedRef);
        }
        catch (RevisionException)
        {
            throw new CommandException("The agent has not accepted a commit yet.", "See why: mint status");
        }
    }

    private static void RequireReadable(string directory)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(directory).Any();
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException(
                $"{directory}, where the accepted commit is, may be read by root and by the group mint only.",
                "Use sudo; or plan for a working tree: mint plan --repo DIR --host NAME");
        }
        catch (DirectoryNotFoundException)
        {
            throw new CommandException($"The agent has not fetched the config repo yet: {directory} is not there.", "See why: mint status, mint doctor");
        }
    }
}
