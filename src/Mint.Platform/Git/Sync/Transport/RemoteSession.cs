using System.Security.Authentication;

namespace Mint.Platform.Git.Sync.Transport;

/// <summary>
/// One conversation with the remote: its limits, and the first thing that went wrong in it. libgit2 creates transports itself and turns
/// their exceptions into numbers, so a transport finds its session through the thread that it runs on, and leaves its failure there.
/// </summary>
internal sealed class RemoteSession : IDisposable
{
    [ThreadStatic]
    private static RemoteSession? s_current;

    private readonly CancellationTokenSource silence;
    private readonly CancellationTokenSource deadline;
    private readonly CancellationTokenSource linked;
    private readonly CancellationToken caller;
    private long received;
    private GitFaultException? fault;

    public RemoteSession(GitRemoteOptions options, RemoteUrl url, TimeProvider clock, CancellationToken ct)
    {
        Options = options;
        Url = url;
        caller = ct;
        silence = new CancellationTokenSource(options.Silence, clock);
        deadline = new CancellationTokenSource(options.Deadline, clock);
        linked = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token, deadline.Token);
    }

    /// <summary>The session that the running thread serves.</summary>
    public static RemoteSession Current => s_current ?? throw new InvalidOperationException("A Git transport ran outside of a session.");

    public GitRemoteOptions Options { get; }

    public RemoteUrl Url { get; }

    /// <summary>Ends the conversation: stopped by the caller, silent too long, or past its deadline.</summary>
    public CancellationToken Ended => linked.Token;

    /// <summary>Lets libgit2 talk, and tells its failures by their real cause.</summary>
    /// <exception cref="GitFaultException">The conversation failed.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped it.</exception>
    public T Run<T>(Func<T> talk)
    {
        s_current = this;
        try
        {
            return talk();
        }
        catch (LibGit2Sharp.LibGit2SharpException error)
        {
            caller.ThrowIfCancellationRequested();
            throw fault ?? new GitFaultException(GitFault.Protocol, $"Fetching from {Url.Text} failed: {error.Message}", error);
        }
        finally
        {
            s_current = null;
        }
    }

    /// <summary>Notes that the remote has said something.</summary>
    public void Heard(int bytes)
    {
        received += bytes;
        if (received > Options.MaxReceivedBytes)
        {
            throw new GitFaultException(
                GitFault.TooLarge,
                $"{Url.Text} sent more than {Options.MaxReceivedBytes / 1024 / 1024} MiB. A config repo should hold text, not images or backups.");
        }

        silence.CancelAfter(Options.Silence);
    }

    /// <summary>An exception filter: remembers the cause before libgit2 loses it. Never catches.</summary>
    public bool Note(Exception error)
    {
        fault ??= Translate(error);
        return false;
    }

    public void Dispose()
    {
        linked.Dispose();
        silence.Dispose();
        deadline.Dispose();
    }

    private GitFaultException Translate(Exception error) => error switch
    {
        GitFaultException known => known,
        _ when deadline.IsCancellationRequested =>
            new(GitFault.TimedOut, $"{Url.Text} did not finish within {Options.Deadline.TotalSeconds:0} s.", error),
        _ when silence.IsCancellationRequested =>
            new(GitFault.TimedOut, $"{Url.Text} said nothing for {Options.Silence.TotalSeconds:0} s.", error),
        HttpRequestException { InnerException: AuthenticationException tls } => new(
            GitFault.Certificate,
            $"The certificate of {Url.Host} is not to be trusted: {tls.Message} Check ca_file, the certificate's names and dates, and this machine's clock.",
            error),
        HttpRequestException or IOException => new(GitFault.Unreachable, $"{Url.Host} can't be reached: {error.Message}", error),
        _ => new(GitFault.Protocol, $"Talking to {Url.Text} failed: {error.Message}", error),
    };
}
