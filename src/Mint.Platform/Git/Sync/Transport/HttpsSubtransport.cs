using LibGit2Sharp;

namespace Mint.Platform.Git.Sync.Transport;

/// <summary>
/// Git's smart protocol over .NET's own https. libgit2 has its own too, but without a time limit, without a private certificate
/// authority, and without a certificate check when it lists references.
/// </summary>
internal sealed class HttpsSubtransport : RpcSmartSubtransport
{
    private HttpsConnection? connection;

    /// <inheritdoc/>
    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action)
    {
        RemoteSession session = RemoteSession.Current;
        try
        {
            connection ??= new HttpsConnection(session);
            return action switch
            {
                GitSmartSubtransportAction.UploadPackList => new HttpsStream(this, session, connection, isList: true),
                GitSmartSubtransportAction.UploadPack => new HttpsStream(this, session, connection, isList: false),
                _ => throw new NotSupportedException("The agent only ever reads from the remote."),
            };
        }
        catch (Exception error) when (session.Note(error))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        connection?.Dispose();
        connection = null;
        base.Close();
    }
}
