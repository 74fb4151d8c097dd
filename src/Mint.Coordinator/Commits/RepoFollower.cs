using LibGit2Sharp;
using Mint.Coordinator.Commits.Expected;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Events;
using Mint.Coordinator.Rollouts;
using Mint.Coordinator.Store;
using Mint.Core.Config;
using Mint.Core.Reporting;
using Mint.Modules;
using Mint.Platform.Git;
using Mint.Platform.Git.Sync;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Mint.Coordinator.Commits;

/// <summary>
/// Follows the config repo as an agent does, and writes down what each new commit is, which hosts it touches and what the fleet is to be.
/// For the coordinator that holds the lease; not for concurrent use.
/// </summary>
internal sealed partial class RepoFollower : IDisposable
{
    // A push of more commits than this says for the newest ones alone which hosts each touches; the oldest of these stands for the rest.
    private const int MostWalked = 20;

    private readonly CoordinatorOptions options;
    private readonly RepoStatus status;
    private readonly WriteQueue queue;
    private readonly Signals signals;
    private readonly EventLog events;
    private readonly RolloutEngine rollouts;
    private readonly TimeProvider time;
    private readonly ILogger<RepoFollower> logger;
    private readonly GitConfigSource source;
    private FleetModel? fleet;
    private string? head;
    private bool knowsHead;

    /// <summary>Prepares; asks nothing yet.</summary>
    public RepoFollower(
        CoordinatorOptions options, RepoStatus status, WriteQueue queue, Signals signals, EventLog events, RolloutEngine rollouts, TimeProvider time, ILoggerFactory loggers)
    {
        (this.options, this.status, this.queue, this.signals, this.events, this.rollouts, this.time) = (options, status, queue, signals, events, rollouts, time);
        logger = loggers.CreateLogger<RepoFollower>();
        source = new GitConfigSource(
            options.Remote,
            options.Signatures,
            options.CloneDirectory,
            files => new ConfigLoader(files, ModuleCatalog.All).LoadFleet(),
            () => head,
            time,
            loggers.CreateLogger<GitConfigSource>());
    }

    /// <summary>Forgets what is in memory: another coordinator may have gone on meanwhile.</summary>
    public void Forget() => (fleet, head, knowsHead) = (null, null, false);

    /// <summary>Looks once.</summary>
    /// <returns>What Git said.</returns>
    /// <exception cref="System.Data.Common.DbException">The store can't be reached or written.</exception>
    public async Task<SyncResult> LookAsync(CancellationToken ct)
    {
        if (!knowsHead)
        {
            head = await status.GetAsync(ct) is { Head.Length: > 0 } known ? known.Head : null;
            knowsHead = true;
        }

        var result = await source.SyncAsync(ct);
        switch (result)
        {
            case SyncResult.Failed failed:
                LogFailed(failed.Message);
                await status.FailedAsync(failed.Message, ct);
                break;
            case SyncResult.Accepted accepted:
                using (accepted.Known)
                {
                    await TakeAsync(accepted, ct);
                }

                await status.ReachedAsync(ct);
                break;
            default:
                await ResumeAsync(ct);
                await status.ReachedAsync(ct);
                break;
        }

        if (result is SyncResult.Refused refused)
        {
            await RefuseAsync(refused, ct);
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    // After a start, or from another coordinator: the fleet of the known head, from the clone.
    private async Task ResumeAsync(CancellationToken ct)
    {
        if (fleet is not null || head is null || await ModelAsync(head, ct) is not { } model)
        {
            return;
        }

        IReadOnlyList<string> changed = [];
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                changed = await ExpectedHosts.WriteAsync(connection, transaction, model, time.GetUtcNow());
                await RolloutStore.TouchAsync(connection, transaction);
                await RolloutStore.DefineAsync(connection, transaction, await RolloutStore.LoadAsync(connection, transaction), Rings(model));
            },
            ct);
        fleet = model;
        await signals.SendAsync(SignalTopics.Hosts, changed, ct);
        await signals.SendAsync(new Signal(SignalTopics.Rollout, head), ct);
    }

    private Task<FleetModel?> ModelAsync(string commit, CancellationToken ct) => Task.Run(
        () =>
        {
            try
            {
                using var files = new GitTreeIndex(options.CloneDirectory, commit);
                var model = new FleetModel();
                model.GoTo(files, ct);
                return model;
            }
            catch (LibGit2SharpException unreadable)
            {
                LogUnreadable(commit, unreadable.Message);
                return null;
            }
        },
        ct);

    private async Task TakeAsync(SyncResult.Accepted accepted, CancellationToken ct)
    {
        var commit = accepted.Known.Commit;
        var model = fleet ?? (head is null ? null : await ModelAsync(head, ct)) ?? new FleetModel();
        // Until it is stored, memory is ahead of the store; whatever goes wrong before that, it is made anew.
        fleet = null;
        var line = await Task.Run(() => Walk(CommitLine.Between(options.CloneDirectory, head, commit), model, ct), ct);
        if (await StoreAsync(line, model, ct) is not { } changed)
        {
            LogOvertaken(commit.ShortId);
            Forget();
            return;
        }

        (fleet, head) = (model, commit.Id);
        await TellAsync(accepted, line[^1], changed, ct);
        await signals.SendAsync(SignalTopics.Commits, line.Select(each => each.Info.Id), ct);
        await rollouts.EvaluateAsync(ct);
        await signals.SendAsync(new Signal(SignalTopics.Rollout, commit.Id), ct);
    }

    private List<NewCommit> Walk(IReadOnlyList<(CommitInfo Info, string Parent)> line, FleetModel model, CancellationToken ct) =>
        [.. line.Select((each, index) => new NewCommit(each.Info, each.Parent, index < line.Count - MostWalked ? [] : Touch(each.Info, model, index == line.Count - 1, ct)))];

    private List<(string Host, string Ring, string Fault)> Touch(CommitInfo commit, FleetModel model, bool isHead, CancellationToken ct)
    {
        try
        {
            using var files = new GitTreeIndex(options.CloneDirectory, commit.Id);
            return [.. model.GoTo(files, ct).Select(name => model.Hosts[name]).Select(host => (host.Host, model.RingOf(host), host.Fault))];
        }
        catch (LibGit2SharpException unreadable) when (!isHead)
        {
            // Nobody judged the commits before the head one by one; the next one that can be walked stands for this one too.
            LogUnreadable(commit.Id, unreadable.Message);
            return [];
        }
    }

    // Null when another coordinator was faster.
    private async Task<IReadOnlyList<string>?> StoreAsync(List<NewCommit> line, FleetModel model, CancellationToken ct)
    {
        IReadOnlyList<string>? changed = null;
        var (before, now) = (head, time.GetUtcNow());
        await queue.WriteAsync(
            async (connection, transaction) =>
            {
                changed = null;
                await RolloutStore.TouchAsync(connection, transaction);
                if (await CommitStore.FactAsync(connection, transaction, RepoStatus.HeadFact) != before)
                {
                    return;
                }

                long position = 0;
                foreach (var commit in line)
                {
                    position = await CommitStore.AddAsync(connection, transaction, commit, now);
                }

                var rows = await ExpectedHosts.WriteAsync(connection, transaction, model, now);
                await RolloutStore.BeginAsync(connection, transaction, line[^1].Info.Id, position, Rings(model));
                await CommitStore.SetFactAsync(connection, transaction, RepoStatus.HeadFact, line[^1].Info.Id);
                await CommitStore.PruneAsync(connection, transaction, now - options.KeepEvents);
                changed = rows;
            },
            ct);
        return changed;
    }

    private async Task TellAsync(SyncResult.Accepted accepted, NewCommit stored, IReadOnlyList<string> changed, CancellationToken ct)
    {
        var (commit, broken) = (stored.Info, stored.Touched.Where(host => host.Fault.Length > 0).ToList());
        var signer = commit.SignedBy is { } name ? $"signed by {name}" : "not signed";
        LogAccepted(commit.ShortId, commit.Subject, signer, stored.Touched.Count);
        await events.TellAsync("", "commit", "accepted", $"{commit.ShortId} \"{commit.Subject}\" by {commit.Author}, {signer}, touches {stored.Touched.Count} hosts", commit.Id, ct);
        foreach (var warning in accepted.Warnings)
        {
            await events.SecurityAsync("", "warned", warning, ct);
        }

        if (broken.Count > 0)
        {
            var first = $"{broken[0].Host}: {broken[0].Fault}";
            var summary = broken.Count == 1 ? first : $"{broken.Count} hosts can't take it ({RolloutRules.Names([.. broken.Select(host => host.Host)])}). {first}";
            LogBroken(commit.ShortId, summary);
            await events.TellAsync("", "commit", "broken", summary, commit.Id, ct);
        }

        await signals.SendAsync(SignalTopics.Hosts, changed, ct);
    }

    private async Task RefuseAsync(SyncResult.Refused refused, CancellationToken ct)
    {
        var (commit, news) = (refused.Commit, false);
        await queue.WriteAsync(
            async (connection, transaction) => news = await CommitStore.RefuseAsync(connection, transaction, commit, refused.Reason, time.GetUtcNow()), ct);
        if (news)
        {
            await events.SecurityAsync("", "refused-commit", $"{commit.ShortId} \"{commit.Subject}\" is followed by nobody: {refused.Reason}", ct);
            await signals.SendAsync(new Signal(SignalTopics.Commits, commit.Id), ct);
        }
    }

    private static List<RingState> Rings(FleetModel model) => model.Rollout.Rings.Count == 0
        ? [new RingState { Name = "" }]
        : [.. model.Rollout.Rings.Select((ring, index) => new RingState
        {
            Name = ring.Key,
            Ordinal = index,
            SoakTicks = ring.Value.SoakTime().Ticks,
            MaxUnavailable = ring.Value.MaxUnavailable,
        })];

    [LoggerMessage(Level = LogLevel.Information, Message = "Accepted {Commit} \"{Subject}\", {Signer}; it touches {Count} hosts")]
    private partial void LogAccepted(string commit, string subject, string signer, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Commit {Commit}: {Summary}")]
    private partial void LogBroken(string commit, string summary);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Git can't be reached: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Commit {Commit} can't be read from the clone: {Reason}")]
    private partial void LogUnreadable(string commit, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Another coordinator took up {Commit} first")]
    private partial void LogOvertaken(string commit);
}
