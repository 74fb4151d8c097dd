using LibGit2Sharp;
using Mint.Core.Reporting;

namespace Mint.Platform.Git;

/// <summary>Turns Git's commits into ours.</summary>
public static class Commits
{
    private const int AuthorLength = 100;

    /// <summary>What a commit says of itself; nothing about its signature.</summary>
    public static CommitInfo Describe(Commit commit) => new(
        commit.Sha,
        CommitMessage.Subject(commit.Message),
        CommitMessage.Printable(commit.Author.Name, AuthorLength),
        commit.Author.When)
    { Trailers = CommitMessage.Trailers(commit.Message) };
}
