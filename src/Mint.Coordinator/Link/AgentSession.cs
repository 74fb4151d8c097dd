using System.Threading.Channels;
using Grpc.Core;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Peers;
using Mint.Coordinator.Turns;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Link;

/// <summary>One agent's stream, from its hello to its end.</summary>
internal sealed class AgentSession : IDisposable
{
    // An agent that does not read is cut off long before its messages weigh anything.
    private const int MostWaiting = 256;

    // A timer can't be set for longer; an agent's stream does not live as long.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly Channel<ConnectResponse> down = Channel.CreateBounded<ConnectResponse>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly CancellationTokenSource end = new();
    private readonly CancellationTokenSource expiry;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private RolloutRelease? released;
    private (string State, long? Until, string Reason) turn = ("", null, "");
    private readonly PeerNews peers = new();
    private Status? reason;

    /// <summary>Begins one; it ends with the agent's certificate.</summary>
    public AgentSession(AgentIdentity agent, TimeProvider time)
    {
        (Agent, this.time) = (agent, time);
        expiry = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        expiry.Token.Register(() => End(new Status(StatusCode.Unauthenticated, "this host's certificate has expired")));
        Expire(agent.ExpiresAt);
    }

    /// <summary>Who it is.</summary>
    public AgentIdentity Agent { get; }

    /// <summary>Tells this stream from the agent's others.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The ledger that its events are numbered by.</summary>
    public string Ledger { get; set; } = "";

    /// <summary>Hash of the state that is stored.</summary>
    public string StateHash { get; set; } = "";

    /// <summary>Whether a full report was asked for and has not come yet.</summary>
    public bool AwaitsReport { get; set; }

    /// <summary>Ends when the stream shall.</summary>
    public CancellationToken Ended => end.Token;

    /// <summary>Why it was ended from here; null when it was not.</summary>
    public Status? Reason => reason;

    /// <summary>The agent's certificate is good until this time; a renewal moves it.</summary>
    public void Expire(DateTimeOffset at)
    {
        var left = at - time.GetUtcNow();
        expiry.CancelAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestTimer ? left : LongestTimer);
    }

    /// <summary>Sends a message down; an agent that does not take its messages is cut off.</summary>
    /// <returns>False when it can't be sent.</returns>
    public bool Send(ConnectResponse message)
    {
        if (down.Writer.TryWrite(message))
        {
            return true;
        }

        End(new Status(StatusCode.ResourceExhausted, "the agent does not read what it is sent"));
        return false;
    }

    /// <summary>Whether the host has not been told this yet.</summary>
    public bool IsNews(RolloutRelease release)
    {
        lock (gate)
        {
            return !release.Equals(released);
        }
    }

    /// <summary>Tells how far the host may go, when that is news.</summary>
    /// <returns>False when it is none.</returns>
    public bool Release(RolloutRelease release)
    {
        lock (gate)
        {
            if (release.Equals(released))
            {
                return false;
            }

            released = release;
        }

        return Send(new ConnectResponse { RolloutRelease = release });
    }

    /// <summary>Takes note of what the welcome said already.</summary>
    public RolloutRelease Welcomed(RolloutRelease release)
    {
        lock (gate)
        {
            return released = release;
        }
    }

    /// <summary>Tells how the host's turn stands, when that is news or was asked for.</summary>
    public void TellTurn(TurnRow? row, TurnGrant grant, bool asked = false)
    {
        lock (gate)
        {
            // How much longer it lasts is another at each look.
            var now = (row?.State ?? "", row?.Until, grant.Reason);
            if (now == turn && !asked)
            {
                return;
            }

            turn = now;
        }

        Send(new ConnectResponse { TurnGrant = grant });
    }

    /// <summary>Hands on what other members of this host's WireGuard networks said, where that is news to it.</summary>
    public void TellPeers(PeerBook book)
    {
        lock (gate)
        {
            foreach (var update in peers.Since(book, Agent.Host))
            {
                if (!Send(new ConnectResponse { PeerUpdate = update }))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Asks for a full report, once until it comes.</summary>
    public void AskForReport(string why)
    {
        if (!AwaitsReport)
        {
            AwaitsReport = true;
            Send(new ConnectResponse { ReportRequest = new ReportRequest { Reason = why } });
        }
    }

    /// <summary>Ends the stream at once.</summary>
    public void End(Status why)
    {
        lock (gate)
        {
            reason ??= why;
        }

        down.Writer.TryComplete();
        try
        {
            end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is over already; whoever goes through the streams goes on to the next.
        }
    }

    /// <summary>Writes what is sent until the stream ends.</summary>
    public async Task PumpAsync(IServerStreamWriter<ConnectResponse> stream, CancellationToken ct)
    {
        await foreach (var message in down.Reader.ReadAllAsync(ct))
        {
            await stream.WriteAsync(message, ct);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        down.Writer.TryComplete();
        expiry.Dispose();
        end.Dispose();
    }
}
