using System.Globalization;
using Mint.Core.Config;
using Mint.Core.Ledger;
using Mint.Platform.Git.Sync;

namespace Mint.Agent.Link;

/// <summary>
/// Where mint.yaml has rollout rings, a commit is followed when the coordinator releases it. Without a live link the policy of mint.yaml
/// counts: stay, or go on after a time.
/// </summary>
internal sealed class RolloutGate(LinkState link, ILedger ledger, TimeProvider time) : IRolloutGate
{
    /// <summary>A host that never accepted a commit waits so long for the coordinator's word: it may have lost its state.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    private readonly CandidateAges ages = new(ledger, time);

    /// <inheritdoc/>
    public string? Witnessed => link.Coordinator is null ? null : ledger.ReadFact(LedgerFacts.WitnessedCommit);

    /// <summary>Ends when the first commit may be looked at.</summary>
    public async Task OpenForTheFirstAsync(CancellationToken ct)
    {
        if (link.Coordinator is null || ledger.ReadFact(LedgerFacts.AcceptedCommit) is not null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(FirstWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        await link.Welcomed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public RolloutLimit Limit(string candidate, RolloutSettings rollout, bool first)
    {
        if (rollout.Rings.Count == 0)
        {
            return RolloutLimit.None;
        }

        if (link is { Standing.Up: true, Release: { } release })
        {
            ages.Forget();
            return release.All ? RolloutLimit.None : new RolloutLimit(false, Known(release.Commit), Because(release.Reason));
        }

        return first && link.Coordinator is null ? RolloutLimit.None : Alone(candidate, rollout);
    }

    // Nobody to ask.
    private RolloutLimit Alone(string candidate, RolloutSettings rollout)
    {
        var why = link.Coordinator is null ? "agent.yaml names no coordinator to release it" : "the coordinator, which releases it, can't be reached";
        if (rollout.Unreachable == UnreachablePolicy.Hold)
        {
            var last = link.Release is { All: false } release ? Known(release.Commit) : null;
            return new RolloutLimit(false, last, $"It waits for its ring: {why}, and mint.yaml says to hold (rollout.unreachable).");
        }

        var (ripe, next) = ages.See(candidate, rollout.ProceedsAfter());
        return ripe == candidate
            ? RolloutLimit.None
            : new RolloutLimit(false, ripe, $"It waits for its ring: {why}; it is followed at {next.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} all the same (rollout.unreachable).");
    }

    private static string? Known(string commit) => commit.Length == 0 ? null : commit;

    private static string Because(string reason) => reason.Length == 0 ? "It waits for its ring." : $"It waits for its ring: {reason}";
}
