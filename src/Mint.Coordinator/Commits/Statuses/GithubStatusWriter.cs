using System.Net.Http.Headers;
using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Commits.Statuses;

/// <summary>GitHub.</summary>
internal sealed class GithubStatusWriter(ForgeSettings forge, StatusSender sender) : ICommitStatusWriter
{
    /// <inheritdoc/>
    public Task<string?> WriteAsync(CommitStatus status, CancellationToken ct) => sender.SendAsync(
        forge,
        token => new HttpRequestMessage(HttpMethod.Post, CommitStatusWriters.Address(forge, $"repos/{CommitStatusWriters.Project(forge)}/statuses/{status.Commit}"))
        {
            Headers =
            {
                { "Accept", "application/vnd.github+json" },
                { "X-GitHub-Api-Version", "2022-11-28" },
                { "Authorization", new AuthenticationHeaderValue("Bearer", token).ToString() },
            },
            Content = JsonContent.Create(new { state = Word(status.State), description = status.Description, context = CommitStatus.Context }),
        },
        ct);

    private static string Word(CommitStatusState state) => state switch
    {
        CommitStatusState.Success => "success",
        CommitStatusState.Failure => "failure",
        _ => "pending",
    };
}
