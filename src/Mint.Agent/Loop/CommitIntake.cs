using Mint.Agent.Confirming;
using Mint.Agent.Metrics;
using Mint.Core.Config;
using Mint.Core.Confirming;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using Mint.Platform.Git.Sync;
using Polly;

namespace Mint.Agent.Loop;

/// <summary>
/// From the Git remote to what this host shall be. A commit that is refused, or whose configuration does not load, changes nothing: the
/// last good one stays in force, and the agent says so.
/// </summary>
internal sealed partial class CommitIntake(
    IConfigSource source, string branch, HostLoader loader, ILedger ledger, Quarantine quarantine, AgentState state, AgentMetrics metrics, TimeProvider time, ILogger<CommitIntake> logger) : IDisposable
{
    /// <summary>The commit whose configuration was last in force; the accepted one may be newer and not load.</summary>
    private const string LoadedCommit = "loaded-commit";
    private const string LoadedSigner = "loaded-signer";

    /// <summary>The last commit whose way in was confirmed: the one to go back to.</summary>
    private const string ProvenCommit = "proven-commit";
    private const string ProvenSigner = "proven-signer";

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly Lock gate = new();
    private readonly TaskCompletionSource recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ResiliencePipeline<SyncResult> retry = SyncRetry.Pipeline(time);

    /// <summary>Ends once the last good commit was taken up, or there is none: only then may a newer one come.</summary>
    public Task Recovered => recovered.Task;

    /// <summary>Takes up the last good commit from the local clone, so that a host without network goes on. False when there is none.</summary>
    public bool Recover()
    {
        bool found;
        lock (gate)
        {
            found = TakeUpLast();
            metrics.TakeQuarantine(state.Refusal is { Quarantined: true });
        }

        recovered.TrySetResult();
        return found;
    }

    private bool TakeUpLast()
    {
        if (ledger.ReadFact(LoadedCommit) is { } id && source.Open(id) is { } known)
        {
            using (known)
            {
                if (Load(known.Commit with { SignedBy = ledger.ReadFact(LoadedSigner), Branch = branch }, known.Files))
                {
                    StayRefused("");
                    return true;
                }
            }
        }

        return quarantine.Head is not null && GoBack();
    }

    /// <summary>Takes up the last commit whose way in was confirmed; false when there is none: then the host keeps to nothing, rather than to what cuts it off.</summary>
    private bool GoBack()
    {
        state.Definition = null;
        state.Apply(null, null);
        var signer = ledger.ReadFact(ProvenSigner);
        if (ledger.ReadFact(ProvenCommit) is { } id && source.Open(id) is { } known)
        {
            using (known)
            {
                var (definition, _) = loader.Load(known.Commit with { SignedBy = signer, Branch = branch }, known.Files);
                state.Definition = definition is not null && quarantine.WhyNot(definition.Desired) is null ? definition : null;
            }
        }

        ledger.WriteFact(LoadedCommit, state.Commit?.Id);
        ledger.WriteFact(LoadedSigner, state.Commit is null ? null : signer);
        StayRefused(state.Definition is null ? ". No commit before it was ever confirmed, so this host keeps to none" : "");
        return state.Definition is not null;
    }

    /// <summary>Says of the newest commit why it is not in force, also after a restart.</summary>
    private void StayRefused(string consequence)
    {
        if (quarantine is { Head: { } head, Last: { } last } && head != state.Commit?.Id)
        {
            state.Refusal = new Refusal(head, last.Reason + consequence) { Quarantined = true };
        }
    }

    /// <summary>Asks the remote; true when another configuration is in force now. One at a time.</summary>
    public async Task<bool> SyncAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            var result = await retry.ExecuteAsync(async token => await source.SyncAsync(token), ct);
            metrics.TakeSync(result.Word, time.GetUtcNow());
            lock (gate)
            {
                var moved = TakeIn(result);
                metrics.TakeQuarantine(state.Refusal is { Quarantined: true });
                return moved;
            }
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>
    /// Notes that a commit was taken back. The last one whose way in was confirmed is in force again, unless a later commit that wants something
    /// else came meanwhile. Before <see cref="Recover"/> it is only noted.
    /// </summary>
    public void TakeBack(TakenBack taken)
    {
        lock (gate)
        {
            if (taken.Commit is { } proven && proven == ledger.ReadFact(ProvenCommit))
            {
                Tell(proven, "taken-back", taken.Reason);
                return; // not the commit's doing: what was wanted moved by itself, such as a key that follows another, and is tried again later
            }

            quarantine.Put(taken);
            Tell(taken.Commit ?? "", "quarantined", taken.Reason);
            if (!recovered.Task.IsCompleted)
            {
                return;
            }

            if (state.Commit is { } later && later.Id != taken.Commit)
            {
                if (state.Definition is { } newer && quarantine.WhyNot(newer.Desired) is null)
                {
                    quarantine.Passed(newer.Desired);
                    return;
                }

                quarantine.Refused(later.Id);
            }

            GoBack();
            metrics.TakeQuarantine(state.Refusal is { Quarantined: true });
        }
    }

    /// <summary>Notes that the way in is as a commit says.</summary>
    public void Prove(CommitInfo? commit)
    {
        if (commit is not null && ledger.ReadFact(ProvenCommit) != commit.Id)
        {
            ledger.WriteFact(ProvenSigner, commit.SignedBy);
            ledger.WriteFact(ProvenCommit, commit.Id);
        }
    }

    /// <summary>
    /// Loads the commit in force again, since something else that the desired state is made of is another now; true when it is in force anew.
    /// One that does not load with that is refused as it would be when it came, and what was in force stays.
    /// </summary>
    public async Task<bool> ReloadAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            lock (gate)
            {
                var refusal = state.Refusal;
                if (state.Definition is null || !TakeUpLast())
                {
                    return false;
                }

                state.Refusal ??= refusal; // a newer commit that is not in force is none the better for it
                return true;
            }
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private bool TakeIn(SyncResult result)
    {
        state.Warn("git", result is SyncResult.Failed failed ? $"Git can't be reached, the last good commit is enforced: {failed.Message}" : null);
        switch (result)
        {
            case SyncResult.Accepted accepted:
                Wait(accepted.Held);
                state.Warn("signature", accepted.Warnings.Count == 0 ? null : string.Join("; ", accepted.Warnings));
                return Take(accepted);
            case SyncResult.Refused refused:
                Wait(null);
                Refuse(refused.Commit.Id, refused.Reason, EventKind.Security);
                return false;
            case SyncResult.Waiting waiting:
                Wait(waiting.Held);
                return false;
            case SyncResult.Unchanged:
                Wait(null);
                return false;
            case SyncResult.Failed unreachable:
                LogFailed(unreachable.Message);
                return false;
            default:
                return false;
        }
    }

    private bool Take(SyncResult.Accepted accepted)
    {
        using var known = accepted.Known;
        var commit = known.Commit;
        ledger.WriteFact(LedgerFacts.AcceptedCommit, commit.Id);
        ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), EventKind.Commit, commit.Subject) { Commit = commit.Id, Action = "accepted" }]);
        LogAccepted(commit.ShortId, commit.Subject, commit.SignedBy ?? "nobody");
        var loaded = Load(commit, known.Files);
        if (loaded && state.Definition is { } definition)
        {
            quarantine.Passed(definition.Desired);
        }

        return loaded;
    }

    private bool Load(CommitInfo commit, IConfigFiles files)
    {
        var (definition, problems) = loader.Load(commit, files);
        if (definition is null)
        {
            Refuse(commit.Id, Explain(problems), EventKind.Failure);
            return false;
        }

        if (quarantine.WhyNot(definition.Desired) is { } why)
        {
            if (quarantine.Head != commit.Id)
            {
                quarantine.Refused(commit.Id);
                Tell(commit.Id, "quarantined", why);
            }

            state.Refusal = new Refusal(commit.Id, why) { Quarantined = true };
            return false;
        }

        if (state.Commit?.Id != commit.Id)
        {
            state.Apply(null, null);
        }

        state.Definition = definition;
        state.Refusal = null;
        ledger.WriteFact(LoadedCommit, commit.Id);
        ledger.WriteFact(LoadedSigner, commit.SignedBy);
        return true;
    }

    /// <summary>Says once of each commit that it waits; the reason may change while it does.</summary>
    private void Wait(HeldCommit? held)
    {
        var before = state.Waiting;
        state.Waiting = held is null ? null : new WaitingCommit(held.CommitId, held.Reason);
        if (held is not null && before?.CommitId != held.CommitId)
        {
            LogWaiting(held.CommitId, held.Reason);
            ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), EventKind.Hold, $"Commit {held.CommitId[..Math.Min(7, held.CommitId.Length)]} waits: {held.Reason}")
            {
                Commit = held.CommitId,
                Action = "waiting",
            }]);
        }
    }

    private void Refuse(string commit, string reason, EventKind kind)
    {
        if (state.Refusal?.CommitId == commit && state.Refusal.Reason == reason)
        {
            return;
        }

        state.Refusal = new Refusal(commit, reason);
        LogRefused(commit, reason);
        ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), kind, reason) { Commit = commit, Action = "refused" }]);
    }

    private void Tell(string commit, string action, string reason)
    {
        LogTakenBack(commit, action, reason);
        ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), EventKind.Failure, reason) { Commit = commit, Action = action }]);
    }

    private static string Explain(IReadOnlyList<Problem> problems)
    {
        var first = problems[0];
        var more = problems.Count > 1 ? $" (and {problems.Count - 1} more)" : "";
        return $"its configuration does not load: {first.Origin} {first.Path}: {first.Message}{more}";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Accepted {Commit} \"{Subject}\", signed by {Signer}")]
    private partial void LogAccepted(string commit, string subject, string signer);

    [LoggerMessage(Level = LogLevel.Information, Message = "Commit {Commit} waits: {Reason}")]
    private partial void LogWaiting(string commit, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Commit {Commit} is not in force: {Reason}")]
    private partial void LogRefused(string commit, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Commit {Commit} is {Action}: {Reason}")]
    private partial void LogTakenBack(string commit, string action, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Git can't be reached: {Reason}")]
    private partial void LogFailed(string reason);
}
