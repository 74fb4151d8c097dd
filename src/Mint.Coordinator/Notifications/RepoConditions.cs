using Mint.Coordinator.Commits;
using Mint.Coordinator.Observability;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Notifications;

/// <summary>Git that does not answer, a head that nobody follows, a rollout that stopped.</summary>
internal sealed class RepoConditions(RepoStandingReader repo) : IConditionSource
{
    private static readonly TimeSpan UnreachableFor = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Condition>> FindAsync(DateTimeOffset now, DateTimeOffset watchingSince, CancellationToken ct)
    {
        var standing = await repo.ReadAsync(ct);
        var found = new List<Condition>();
        if (standing.Error is { } error && now - (standing.SyncedAt ?? watchingSince) is var away && away >= UnreachableFor)
        {
            found.Add(new Condition(ConditionKind.Git, "git", "", error, now - away));
        }

        if (standing.Refused is { } refused)
        {
            found.Add(new Condition(ConditionKind.Refused, Short(refused.Commit), "", Describe(refused), refused.SeenAt?.ToDateTimeOffset() ?? now));
        }

        if (standing.Halted is { } halted)
        {
            found.Add(new Condition(ConditionKind.Halted, "rollout", "", halted.Commit is { } commit ? $"{Short(commit)}: {halted.Reason}" : halted.Reason, now));
        }

        return found;
    }

    private static string Describe(CommitProgress refused) =>
        refused.Commit is { Subject.Length: > 0 } commit ? $"\"{commit.Subject}\" by {commit.Author}: {refused.RefusedReason}" : refused.RefusedReason;

    private static string Short(Commit? commit) => CommitName.Short(commit?.Id ?? "");
}
