using System.Security.Claims;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Commits;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Fleet;

/// <summary>One client that watches: what it gets, when it hears that the link is alive, and when it must go.</summary>
internal sealed class WatchStream(
    WatchHub.Watcher watcher, WatchFilter filter, ClaimsPrincipal user, ICommitProgress commits, StillIn gate, TimeProvider time)
{
    /// <summary>How often the link is shown to be alive, and looked whether the caller is still let in.</summary>
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(15);

    /// <summary>How often the progress of commits is told at most: it is counted over all hosts.</summary>
    private static readonly TimeSpan CommitsEvery = TimeSpan.FromSeconds(1);

    private readonly Caller caller = Caller.Of(user);
    private readonly HashSet<string> moved = [];
    private long aliveAt;
    private long commitsAt;

    /// <summary>Writes until the client goes, falls behind, or may no longer watch.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: it fell behind, or the store was away. UNAUTHENTICATED: its token or login ended.</exception>
    public async Task RunAsync(IServerStreamWriter<WatchResponse> stream, CancellationToken ct)
    {
        await stream.WriteAsync(StillAlive(), ct);
        aliveAt = commitsAt = time.GetTimestamp();
        var coming = watcher.Reader.WaitToReadAsync(ct).AsTask();
        while (true)
        {
            if (await Task.WhenAny(coming, Task.Delay(Pause(), time, ct)) == coming)
            {
                await PassOnAsync(stream, await coming, ct);
                coming = watcher.Reader.WaitToReadAsync(ct).AsTask();
            }

            await TellCommitsAsync(stream, ct);
            await TellAliveAsync(stream, ct);
        }
    }

    private TimeSpan Pause() => moved.Count > 0 ? CommitsEvery : Alive;

    private async Task PassOnAsync(IServerStreamWriter<WatchResponse> stream, bool more, CancellationToken ct)
    {
        if (!more)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the watcher did not keep up, or the store was away; ask again"));
        }

        while (watcher.Reader.TryRead(out var news))
        {
            if (news.Commit is { } id)
            {
                moved.Add(id);
            }
            else if (await ToResponseAsync(news, ct) is { } response)
            {
                await stream.WriteAsync(response, ct);
            }
        }
    }

    private async Task<WatchResponse?> ToResponseAsync(News news, CancellationToken ct) => news switch
    {
        { Event: { } row } => await filter.EventAsync(row, ct) is { } told ? new WatchResponse { Event = told } : null,
        { Host: { } row } => filter.Host(row) is { } host ? new WatchResponse { Host = host } : null,
        _ => null,
    };

    private async Task TellCommitsAsync(IServerStreamWriter<WatchResponse> stream, CancellationToken ct)
    {
        if (moved.Count == 0 || time.GetElapsedTime(commitsAt) < CommitsEvery)
        {
            return;
        }

        foreach (var id in moved)
        {
            if (await ProgressAsync(id, ct) is { } progress)
            {
                await stream.WriteAsync(new WatchResponse { Commit = progress }, ct);
            }
        }

        moved.Clear();
        commitsAt = time.GetTimestamp();
    }

    private async Task<CommitProgress?> ProgressAsync(string id, CancellationToken ct)
    {
        try
        {
            return (await commits.GetAsync(id, caller, ct)).Progress;
        }
        catch (RpcException unseen) when (unseen.StatusCode == StatusCode.NotFound)
        {
            // It touches no host of theirs, so it is no news for them.
            return null;
        }
    }

    private async Task TellAliveAsync(IServerStreamWriter<WatchResponse> stream, CancellationToken ct)
    {
        if (time.GetElapsedTime(aliveAt) < Alive)
        {
            return;
        }

        if (!await gate.IsAsync(user, ct))
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "the API token was revoked or has expired, or the login is over"));
        }

        await stream.WriteAsync(StillAlive(), ct);
        aliveAt = time.GetTimestamp();
    }

    private WatchResponse StillAlive() => new() { AliveAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()) };
}
