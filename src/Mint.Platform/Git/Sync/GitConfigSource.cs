using LibGit2Sharp;
using Microsoft.Extensions.Logging;
using Mint.Core.Config;
using Mint.Core.Providers;
using Mint.Platform.Git.Sync.Transport;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Mint.Platform.Git.Sync;

/// <summary>Follows one branch of the remote, through a bare clone in the state directory. One look at a time.</summary>
public sealed partial class GitConfigSource : IConfigSource, IDisposable
{
    private readonly GitRemoteOptions options;
    private readonly ConfigClone clone;
    private readonly CommitJudge judge;
    private readonly RolloutBrake brake;
    private readonly IRolloutGate gate;
    private readonly Func<string?> lastAccepted;
    private readonly TimeProvider clock;
    private readonly ILogger<GitConfigSource> log;
    private readonly SemaphoreSlim one = new(1);
    private bool proven;
    private (string Tip, string? Accepted, string? Witnessed, SyncResult Result)? lastRefused;
    private (string Tip, string? Accepted, Judgement Judgement)? lastGood;

    /// <summary>Prepares; asks nothing yet.</summary>
    /// <param name="options">The remote.</param>
    /// <param name="pins">agent.yaml's signers and policy.</param>
    /// <param name="cloneDirectory">Where the bare clone is.</param>
    /// <param name="loadFleet">Reads mint.yaml of one commit.</param>
    /// <param name="lastAccepted">Asks the ledger for the last accepted commit's id; null before the first.</param>
    /// <param name="clock">For time limits.</param>
    /// <param name="log">For a clone that had to be set aside.</param>
    /// <param name="gate">Holds back commits whose turn has not come; null for none.</param>
    public GitConfigSource(
        GitRemoteOptions options,
        SignatureSettings? pins,
        string cloneDirectory,
        Func<IConfigFiles, FleetResult> loadFleet,
        Func<string?> lastAccepted,
        TimeProvider clock,
        ILogger<GitConfigSource> log,
        IRolloutGate? gate = null)
    {
        this.options = options;
        clone = new ConfigClone(cloneDirectory);
        judge = new CommitJudge(pins, loadFleet);
        this.gate = gate ?? new OpenGate();
        brake = new RolloutBrake(this.gate, loadFleet);
        this.lastAccepted = lastAccepted;
        this.clock = clock;
        this.log = log;
        GitTransports.Register();
    }

    /// <inheritdoc/>
    public async Task<SyncResult> SyncAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            // libgit2 blocks; the session that it runs in ends it when the token says so.
            return await Task.Run(() => Sync(lastAccepted(), ct), ct);
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public Task<RemoteProbe> ProbeAsync(CancellationToken ct) => Task.Run(() => Probe(ct), ct);

    /// <inheritdoc/>
    public KnownCommit? Open(string commitId)
    {
        try
        {
            using var repository = new Repository(clone.Path);
            return repository.Lookup<Commit>(new ObjectId(commitId)) is { } commit
                ? new KnownCommit(Commits.Describe(commit), new GitTreeFiles(clone.Path, commitId))
                : null;
        }
        catch (LibGit2SharpException error)
        {
            LogUnreadable(clone.Path, error.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private RemoteProbe Probe(CancellationToken ct)
    {
        try
        {
            RemoteUrl url = RemoteUrl.Parse(options.Url);
            if (url.IsLocal)
            {
                return new RemoteProbe(Local: true, Failure: null);
            }

            _ = Tip(url, ct);
            return new RemoteProbe(Local: false, Failure: null);
        }
        catch (Exception error) when (error is GitFaultException or LibGit2SharpException or IOException)
        {
            return new RemoteProbe(Local: false, error.Message);
        }
    }

    private SyncResult Sync(string? accepted, CancellationToken ct)
    {
        try
        {
            RemoteUrl url = RemoteUrl.Parse(options.Url);
            string tip = Tip(url, ct);
            if (lastRefused is { } refused && refused.Tip == tip && refused.Accepted == accepted && refused.Witnessed == gate.Witnessed)
            {
                return refused.Result;
            }

            return Follow(url, tip, accepted, ct);
        }
        catch (GitFaultException fault)
        {
            return new SyncResult.Failed(fault.Kind, fault.Message);
        }
        catch (Exception error) when (error is LibGit2SharpException or IOException or UnauthorizedAccessException)
        {
            return new SyncResult.Failed(FailureKind.Retry, $"The clone in {clone.Path} can't be used: {error.Message}");
        }
    }

    // One round trip. Most looks end here.
    private string Tip(RemoteUrl url, CancellationToken ct)
    {
        using var session = new RemoteSession(options, url, clock, ct);
        string wanted = $"refs/heads/{options.Branch}";
        return session.Run(() => Repository.ListRemoteReferences(url.Text).FirstOrDefault(reference => reference.CanonicalName == wanted)?.TargetIdentifier)
            ?? throw new GitFaultException(GitFault.NoBranch, $"{url.Text} has no branch '{options.Branch}'. Push it, or correct branch in agent.yaml.");
    }

    private SyncResult Follow(RemoteUrl url, string tip, string? accepted, CancellationToken ct)
    {
        if (!proven)
        {
            Prove(accepted, ct);
        }

        try
        {
            return FollowOnce(url, tip, accepted, ct);
        }
        catch (Exception error) when (error is LibGit2SharpException or GitFaultException { Fault: GitFault.Protocol } && IsDamaged(accepted, ct))
        {
            // The fast-forward rule does not suffer: what was accepted is in the ledger, and the new clone has the whole history.
            LogSetAside(clone.Path, error.Message, clone.SetAside());
            return FollowOnce(url, tip, accepted, ct);
        }
    }

    // At the first look after a start, which may follow on a power cut.
    private void Prove(string? accepted, CancellationToken ct)
    {
        clone.Unlock();
        if (IsDamaged(accepted, ct))
        {
            LogSetAside(clone.Path, "found at the first look after a start", clone.SetAside());
        }

        proven = true;
    }

    private SyncResult FollowOnce(RemoteUrl url, string tip, string? accepted, CancellationToken ct)
    {
        using (Repository repository = clone.Open())
        {
            if (repository.Lookup<Commit>(new ObjectId(tip)) is null)
            {
                using var session = new RemoteSession(options, url, clock, ct);
                session.Run<object?>(() =>
                {
                    ConfigClone.Fetch(repository, url, options.Branch, session.Ended);
                    return null;
                });
                tip = repository.Refs[ConfigClone.Candidate]?.TargetIdentifier ?? tip;
            }

            Commit head = repository.Lookup<Commit>(new ObjectId(tip)) ?? throw new NotFoundException($"The fetch did not bring {tip}.");
            if (gate.Witnessed is { } witnessed && brake.WalksBack(repository, head, witnessed) is { } reason)
            {
                return Refuse(head, accepted, witnessed, new SyncResult.Refused(Commits.Describe(head), reason));
            }

            if (tip != accepted)
            {
                return Weigh(repository, head, accepted, ct);
            }
        }

        clone.Tidy(tip);
        return new SyncResult.Unchanged();
    }

    // The head is judged first, so that nothing of a commit that does not count decides how long the host waits.
    private SyncResult Weigh(Repository repository, Commit head, string? accepted, CancellationToken ct)
    {
        Judgement judgement = lastGood is { } good && good.Tip == head.Sha && good.Accepted == accepted ? good.Judgement : judge.Judge(repository, head, accepted, ct);
        if (judgement.Refusal is { } reason)
        {
            return Refuse(head, accepted, gate.Witnessed, new SyncResult.Refused(judgement.Commit, reason));
        }

        lastGood = (head.Sha, accepted, judgement);
        RolloutLimit limit = brake.Limit(repository, head, first: accepted is null);
        if (limit.All)
        {
            return Accept(repository, head, judgement, held: null);
        }

        var held = new HeldCommit(head.Sha, limit.Reason);
        if (RolloutBrake.Released(repository, head, accepted, limit) is not { } released)
        {
            return new SyncResult.Waiting(held);
        }

        Judgement partly = judge.Judge(repository, released, accepted, ct);
        return partly.Refusal is null
            ? Accept(repository, released, partly, released.Id == head.Id ? null : held)
            : new SyncResult.Waiting(held with { Reason = $"The commit that is released, {released.Sha[..7]}, does not count by itself: {partly.Refusal}" });
    }

    private SyncResult.Refused Refuse(Commit head, string? accepted, string? witnessed, SyncResult.Refused refused)
    {
        lastRefused = (head.Sha, accepted, witnessed, refused);
        return refused;
    }

    private SyncResult.Accepted Accept(Repository repository, Commit commit, Judgement judgement, HeldCommit? held)
    {
        ConfigClone.MarkAccepted(repository, commit);
        var known = new KnownCommit(judgement.Commit with { Branch = options.Branch }, new GitTreeFiles(clone.Path, commit.Sha));
        return new SyncResult.Accepted(known, judgement.Warnings) { Held = held };
    }

    // Asked once after a start and after a failure: reads all that should be there.
    private bool IsDamaged(string? accepted, CancellationToken ct)
    {
        if (!Directory.Exists(clone.Path))
        {
            return false;
        }

        try
        {
            using var repository = new Repository(clone.Path);
            string? fetched = repository.Refs[ConfigClone.Candidate]?.TargetIdentifier;
            foreach (string commit in new[] { accepted, fetched }.OfType<string>().Where(commit => commit == fetched || repository.Lookup(commit) is not null))
            {
                ConfigClone.Prove(repository, commit, ct);
            }

            return false;
        }
        catch (LibGit2SharpException)
        {
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The clone in {Path} is damaged ({Reason}). It is set aside as {Aside} and fetched anew.")]
    private partial void LogSetAside(string path, string reason, string aside);

    [LoggerMessage(Level = LogLevel.Error, Message = "The clone in {Path} can't be read: {Reason}")]
    private partial void LogUnreadable(string path, string reason);
}
