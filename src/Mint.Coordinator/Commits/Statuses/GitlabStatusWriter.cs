using Mint.Coordinator.Configuration;

namespace Mint.Coordinator.Commits.Statuses;

/// <summary>GitLab.</summary>
internal sealed class GitlabStatusWriter(ForgeSettings forge, StatusSender sender) : ICommitStatusWriter
{
    // GitLab answers so, with 400, when the state stays the same; its description can't be changed then.
    private const string AlreadySo = "Cannot transition status";

    /// <inheritdoc/>
    public async Task<string?> WriteAsync(CommitStatus status, CancellationToken ct)
    {
        var fault = await sender.SendAsync(
            forge,
            token => new HttpRequestMessage(HttpMethod.Post, CommitStatusWriters.Address(forge, $"projects/{Uri.EscapeDataString(forge.Project)}/statuses/{status.Commit}"))
            {
                Headers = { { "PRIVATE-TOKEN", token } },
                Content = JsonContent.Create(new { state = Word(status.State), description = status.Description, name = CommitStatus.Context }),
            },
            ct);
        return fault?.Contains(AlreadySo, StringComparison.Ordinal) == true ? null : fault;
    }

    private static string Word(CommitStatusState state) => state switch
    {
        CommitStatusState.Success => "success",
        CommitStatusState.Failure => "failed",
        _ => "pending",
    };
}
