using LibGit2Sharp;
using Mint.Platform.Git.Sync.Transport;
using Microsoft.Extensions.Logging;
using Mint.Core.Config;
using Mint.Core.Providers;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Mint.Platform.Git.Sync;

/// <summary>Follows one branch of the remote, through a bare clone in the state directory. One look at a time.</summary>
public sealed partial class GitConfigSource : IConfigSource, IDisposable
{
    private readonly GitRemoteOptions options;
    private readonly ConfigClone clone;
    private readonly CommitJudge judge;
    private readonly Func<string?> lastAccepted;
    private readonly TimeProvider clock;
    private readonly ILogger<GitConfigSource> log;
    private readonly SemaphoreSlim one = new(1);
    private bool proven;
    private (string Tip, string? Accepted, SyncResult Result)? lastRefused;

    /// <summary>Prepares; asks nothing yet.</summary>
    /// <param name="options">The remote.</param>
    /// <param name="pins">agent.yaml's signers and policy.</param>
    /// <param name="cloneDirectory">Where the bare clone is.</param>
    /// <param name="loadFleet">Reads mint.yaml of one commit.</param>
    /// <param name="lastAccepted">Asks the ledger for the last accepted commit's id; null before the first.</param>
    /// <param name="clock">For time limits.</param>
    /// <param name="log">For a clone that had to be set aside.</param>
    public GitConfigSource(
        GitRemoteOptions options,
        SignatureSettings? pins,
        string cloneDirectory,
        Func<IConfigFiles, FleetResult> loadFleet,
        Func<string?> lastAccepted,
        TimeProvider clock,
        ILogger<GitConfigSource> log)
    {
        this.options = options;
        clone = new ConfigClone(cloneDirectory);
        judge = new CommitJudge(pins, loadFleet);
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

    private SyncResult Sync(string? accepted, CancellationToken ct)
    {
        try
        {
            RemoteUrl url = RemoteUrl.Parse(options.Url);
            string tip = Tip(url, ct);
            if (lastRefused is { } refused && refused.Tip == tip && refused.Accepted == accepted)
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

            if (tip != accepted)
            {
                Commit head = repository.Lookup<Commit>(new ObjectId(tip)) ?? throw new NotFoundException($"The fetch did not bring {tip}.");
                return Conclude(repository, head, accepted, judge.Judge(repository, head, accepted, ct));
            }
        }

        clone.Tidy(tip);
        return new SyncResult.Unchanged();
    }

    private SyncResult Conclude(Repository repository, Commit head, string? accepted, Judgement judgement)
    {
        if (judgement.Refusal is { } reason)
        {
            var refused = new SyncResult.Refused(judgement.Commit, reason);
            lastRefused = (head.Sha, accepted, refused);
            return refused;
        }

        ConfigClone.MarkAccepted(repository, head);
        var known = new KnownCommit(judgement.Commit with { Branch = options.Branch }, new GitTreeFiles(clone.Path, head.Sha));
        return new SyncResult.Accepted(known, judgement.Warnings);
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
