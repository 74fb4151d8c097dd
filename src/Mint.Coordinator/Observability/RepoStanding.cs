using Mint.Coordinator.Access;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Rollouts;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Observability;

/// <summary>How the config repo stands, and how far its newest commits got.</summary>
/// <param name="SyncedAt">When Git last answered; null for never.</param>
/// <param name="Error">Why Git does not answer now; null when it does.</param>
/// <param name="Head">The newest good commit; null before there is one.</param>
/// <param name="Refused">The newest commit, when it is one that nobody follows.</param>
/// <param name="Halted">The rollout, while it is halted.</param>
internal sealed record RepoStanding(DateTimeOffset? SyncedAt, string? Error, CommitProgress? Head, CommitProgress? Refused, GetRolloutResponse? Halted)
{
    /// <summary>Hosts that have still to apply the head.</summary>
    public long Pending => Head?.Hosts.Where(h => h.State != "applied").Sum(h => h.Hosts) ?? 0;
}

/// <summary>Asks those who know for it.</summary>
/// <param name="commits">Who follows the config repo; nobody, where that is not set up.</param>
/// <param name="desks">Who moves rollouts.</param>
internal sealed class RepoStandingReader(IEnumerable<ICommitProgress> commits, IEnumerable<IRolloutDesk> desks)
{
    // A good one may lie behind some that were refused one after the other.
    private const int Recent = 20;

    private static readonly Caller Ourselves = new("mint-coordinator", Role.Viewer, []);

    /// <summary>Reads it.</summary>
    /// <exception cref="System.Data.Common.DbException">The store can't be read.</exception>
    public async Task<RepoStanding> ReadAsync(CancellationToken ct)
    {
        var standing = new RepoStanding(null, null, null, null, await HaltedAsync(ct));
        foreach (var progress in commits)
        {
            var repo = await progress.RepoAsync(Ourselves, ct);
            var recent = (await progress.ListAsync(new ListCommitsRequest { PageSize = Recent }, Ourselves, ct)).Commits;
            standing = standing with
            {
                SyncedAt = repo.SyncedAt,
                Error = repo.Error,
                Head = recent.FirstOrDefault(c => c.RefusedReason.Length == 0),
                Refused = recent.FirstOrDefault() is { RefusedReason.Length: > 0 } refused ? refused : null,
            };
        }

        return standing;
    }

    private async Task<GetRolloutResponse?> HaltedAsync(CancellationToken ct)
    {
        foreach (var desk in desks)
        {
            if (await desk.GetAsync(Ourselves, ct) is { State: "halted" } halted)
            {
                return halted;
            }
        }

        return null;
    }
}
