using System.Text;
using Mint.Core.Reporting;

namespace Mint.Platform.Git.Sync.Transport;

/// <summary>
/// What ssh said on its way out. ssh ends with 255 whatever went wrong, so its words, which are the same in every locale and release,
/// are the only way to tell a stolen host key from a network cable; where no word is known the fault counts as weather.
/// </summary>
internal sealed class SshComplaint
{
    private const int Limit = 8192;
    private const int ConnectionFailed = 255;

    private readonly StringBuilder text = new();
    private readonly Lock gate = new();

    public void Add(string? line)
    {
        lock (gate)
        {
            if (line is not null && text.Length + line.Length < Limit)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    public GitFaultException ToFault(RemoteSession session, int exitCode)
    {
        string said;
        lock (gate)
        {
            said = text.ToString();
        }

        string host = session.Url.Host;
        string quote = CommitMessage.Printable(said, 300);
        if (exitCode != ConnectionFailed)
        {
            return new(GitFault.NoRepository, $"{host} let us in but would not read {session.Url.Path}: {quote} Check the path, and the deploy key's rights.");
        }

        if (said.Contains("Host key verification failed", StringComparison.Ordinal) || said.Contains("IDENTIFICATION HAS CHANGED", StringComparison.Ordinal))
        {
            return new(GitFault.HostKey, $"The host key of {host} is not the one in {session.Options.KnownHosts}: {quote} "
                + "Ask the forge's keeper for the right key before changing that file: someone may be listening in.");
        }

        if (said.Contains("Permission denied", StringComparison.Ordinal) || said.Contains("Too many authentication failures", StringComparison.Ordinal))
        {
            return new(GitFault.Credentials, $"{host} does not accept the deploy key {session.Options.SshKey}: {quote} "
                + "Check that its public half is entered there, and that only root can read the file.");
        }

        return new(GitFault.Unreachable, $"{host} can't be reached over ssh: {quote}");
    }
}
