using LibGit2Sharp;

namespace Mint.Platform.Git.Sync.Transport;

/// <summary>
/// Git over OpenSSH. libgit2 can start ssh too, yet it neither stops one that hangs nor shows why one failed; this one does both.
/// </summary>
internal sealed class SshSubtransport : SmartSubtransport
{
    private SshStream? stream;

    /// <inheritdoc/>
    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action)
    {
        RemoteSession session = RemoteSession.Current;
        try
        {
            // One connection carries the whole conversation: listing, then packing.
            return action is GitSmartSubtransportAction.UploadPackList or GitSmartSubtransportAction.UploadPack
                ? stream ??= new SshStream(this, session)
                : throw new NotSupportedException("The agent only ever reads from the remote.");
        }
        catch (Exception error) when (session.Note(error))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        stream?.Stop();
        stream = null;
        base.Close();
    }
}
