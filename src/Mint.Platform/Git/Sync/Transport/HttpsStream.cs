using System.Buffers;
using LibGit2Sharp;

namespace Mint.Platform.Git.Sync.Transport;

/// <summary>One request and its answer: what libgit2 writes is the request's body, sent when it first reads.</summary>
internal sealed class HttpsStream(SmartSubtransport transport, RemoteSession session, HttpsConnection connection, bool isList)
    : SmartSubtransportStream(transport)
{
    // What we have and want: a few lines for each commit. Beyond this something is wrong.
    private const int RequestLimit = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> request = new();
    private HttpResponseMessage? response;
    private Stream? body;

    /// <inheritdoc/>
    public override int Read(Stream dataStream, long length, out long bytesRead)
    {
        try
        {
            byte[] buffer = new byte[Math.Min(length, 65536)];
            // The read itself can't be given a token; ending the session closes the answer under it.
            using CancellationTokenRegistration ended = session.Ended.Register(() => response?.Dispose());
            int count = Body().Read(buffer);
            session.Ended.ThrowIfCancellationRequested();
            session.Heard(count);
            dataStream.Write(buffer, 0, count);
            bytesRead = count;
            return 0;
        }
        catch (Exception error) when (session.Note(error))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Write(Stream dataStream, long length)
    {
        if (request.WrittenCount + length > RequestLimit)
        {
            throw new IOException("The request is larger than any honest one.");
        }

        dataStream.ReadExactly(request.GetSpan((int)length)[..(int)length]);
        request.Advance((int)length);
        return 0;
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        response?.Dispose();
        base.Free();
    }

    private Stream Body()
    {
        if (body is null)
        {
            response = isList ? connection.List(session.Ended) : connection.Pack(request.WrittenSpan.ToArray(), session.Ended);
            body = response.Content.ReadAsStream(session.Ended);
        }

        return body;
    }
}
