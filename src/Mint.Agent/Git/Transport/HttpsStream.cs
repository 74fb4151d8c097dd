using System.Buffers;
using LibGit2Sharp;

namespace Mint.Agent.Git.Transport;

/// <summary>One request and its answer: what libgit2 writes is the request's body, sent when it first reads.</summary>
internal sealed class HttpsStream(SmartSubtransport transport, RemoteSession session, HttpsConnection connection, bool isList)
    : SmartSubtransportStream(transport)
{
    // What we have and want: a few lines for each commit. Beyond this something is wrong.
    private const int RequestLimit = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _request = new();
    private HttpResponseMessage? _response;
    private Stream? _body;

    /// <inheritdoc/>
    public override int Read(Stream dataStream, long length, out long bytesRead)
    {
        try
        {
            byte[] buffer = new byte[Math.Min(length, 65536)];
            // The read itself can't be given a token; ending the session closes the answer under it.
            using CancellationTokenRegistration ended = session.Ended.Register(() => _response?.Dispose());
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
        if (_request.WrittenCount + length > RequestLimit)
        {
            throw new IOException("The request is larger than any honest one.");
        }

        dataStream.ReadExactly(_request.GetSpan((int)length)[..(int)length]);
        _request.Advance((int)length);
        return 0;
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        _response?.Dispose();
        base.Free();
    }

    private Stream Body()
    {
        if (_body is null)
        {
            _response = isList ? connection.List(session.Ended) : connection.Pack(_request.WrittenSpan.ToArray(), session.Ended);
            _body = _response.Content.ReadAsStream(session.Ended);
        }

        return _body;
    }
}
