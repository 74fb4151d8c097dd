using Grpc.Core;
using Mint.Core.Ledger;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link;

/// <summary>One stream from its hello to its end: a reader and a writer, and what keeps them apart.</summary>
/// <param name="call">The stream.</param>
/// <param name="dialogue">What is said.</param>
/// <param name="orders">What the coordinator may ask for.</param>
/// <param name="renewal">Looks after the certificate.</param>
/// <param name="bell">Rung when there may be something to say.</param>
/// <param name="timing">The paces.</param>
/// <param name="time">The clock.</param>
internal sealed class LinkSession(
    AsyncDuplexStreamingCall<Wire.ConnectRequest, Wire.ConnectResponse> call,
    LinkDialogue dialogue,
    LinkOrders orders,
    CertificateRenewal renewal,
    Bell bell,
    LinkTiming timing,
    TimeProvider time)
{
    private const long ShortestHeartbeat = 1;
    private const long LongestHeartbeat = 600;
    private const long LongestReconnect = 3_600;
    private static readonly TimeSpan UsualHeartbeat = TimeSpan.FromMinutes(1);

    private TimeSpan heartbeat = UsualHeartbeat;
    private DateTimeOffset lastSent;

    /// <summary>Within what time to come back when the stream has ended, as the coordinator says; zero when it did not.</summary>
    public TimeSpan ReconnectWithin { get; private set; }

    /// <summary>Holds the stream until it ends; the reason is what it throws.</summary>
    /// <exception cref="RpcException">The coordinator or the network ended it.</exception>
    /// <exception cref="LinkException">This side ended it.</exception>
    public async Task RunAsync(string machineId, ILedgerReader ledger, CancellationToken ct)
    {
        var hello = new Wire.ConnectRequest { Hello = dialogue.Begin(machineId, ledger.ReadFact(LedgerFacts.AcceptedCommit) ?? "") };
        await SendAsync(hello, timing.WelcomeWithin, ct);
        await ReadWelcomeAsync(ct);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = ReadAsync(over.Token);
        var writing = WriteAsync(over.Token);

        // A write that fails says only that the call is over; why, the reader hears.
        var first = await Task.WhenAny(reading, writing);
        if (first.IsCompletedSuccessfully)
        {
            first = reading;
        }

        await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await over.CancelAsync();
        await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A writer that gives up ends the call, of which the reader may hear before the writer has said why.
        await (writing.IsFaulted ? writing : first);
    }

    private async Task ReadWelcomeAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(timing.WelcomeWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            if (!await call.ResponseStream.MoveNext(either.Token) || call.ResponseStream.Current.Welcome is not { } welcome)
            {
                throw new LinkException("the coordinator did not begin with a welcome");
            }

            heartbeat = Heartbeat(welcome);
            ReconnectWithin = welcome.ReconnectWithin is { Seconds: > 0 } within ? TimeSpan.FromSeconds(Math.Min(within.Seconds, LongestReconnect)) : TimeSpan.Zero;
            dialogue.Take(welcome);
            orders.Welcome(welcome);
        }
        catch (Exception failure) when (failure is OperationCanceledException or RpcException && limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new LinkException($"the coordinator gave no welcome within {timing.WelcomeWithin.TotalSeconds:0} s");
        }
    }

    private static TimeSpan Heartbeat(Wire.Welcome welcome) =>
        welcome.HeartbeatEvery is { } every ? TimeSpan.FromSeconds(Math.Clamp(every.Seconds, ShortestHeartbeat, LongestHeartbeat)) : UsualHeartbeat;

    private async Task ReadAsync(CancellationToken ct)
    {
        while (await call.ResponseStream.MoveNext(ct))
        {
            Take(call.ResponseStream.Current);
            bell.Ring();
        }

        throw new LinkException("the coordinator ended the stream");
    }

    private void Take(Wire.ConnectResponse message)
    {
        switch (message.MessageCase)
        {
            case Wire.ConnectResponse.MessageOneofCase.EventAcknowledgement:
                dialogue.Take(message.EventAcknowledgement);
                break;
            case Wire.ConnectResponse.MessageOneofCase.ReportAcknowledgement:
                dialogue.Take(message.ReportAcknowledgement);
                break;
            case Wire.ConnectResponse.MessageOneofCase.ReportRequest:
                dialogue.WantWhole();
                break;
            case Wire.ConnectResponse.MessageOneofCase.Wake:
                orders.Wake(message.Wake);
                break;
            case Wire.ConnectResponse.MessageOneofCase.RolloutRelease:
                orders.LetFollow(message.RolloutRelease);
                break;
            case Wire.ConnectResponse.MessageOneofCase.TurnGrant:
                orders.TakeTurn(message.TurnGrant);
                break;
            case Wire.ConnectResponse.MessageOneofCase.PeerFactsAcknowledgement:
                orders.TakePeers(message.PeerFactsAcknowledgement);
                break;
            case Wire.ConnectResponse.MessageOneofCase.PeerUpdate:
                orders.TakePeers(message.PeerUpdate);
                break;
            case Wire.ConnectResponse.MessageOneofCase.KnockOrder:
                orders.Knock(message.KnockOrder);
                break;
            case Wire.ConnectResponse.MessageOneofCase.CertificateGrant:
                renewal.Take(message.CertificateGrant);
                break;
            default:
                break; // of a later version, or a second welcome
        }
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        while (await SendDueAsync(ct))
        {
            var next = Earlier(lastSent + heartbeat, renewal.Due);
            if (dialogue.IsUnanswered)
            {
                throw new LinkException($"the coordinator acknowledged nothing within {timing.Patience.TotalSeconds:0} s");
            }

            if (await bell.WaitAsync(next - time.GetUtcNow(), ct))
            {
                await Task.Delay(timing.Settle, time, ct);
            }
        }
    }

    // All that is due. False when the call takes no more.
    private async Task<bool> SendDueAsync(CancellationToken ct)
    {
        while ((dialogue.Next() ?? renewal.Next() ?? HeartbeatIfDue()) is { } message)
        {
            if (!await SendAsync(message, timing.Patience, ct))
            {
                return false;
            }
        }

        return true;
    }

    private Wire.ConnectRequest? HeartbeatIfDue() => time.GetUtcNow() >= lastSent + heartbeat ? dialogue.Heartbeat() : null;

    // A coordinator that reads no more may still answer pings: nothing but this limit ends a write that it leaves standing.
    private async Task<bool> SendAsync(Wire.ConnectRequest message, TimeSpan within, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await call.RequestStream.WriteAsync(message, either.Token);
            lastSent = time.GetUtcNow();
            return true;
        }
        catch (Exception failure) when (failure is OperationCanceledException or RpcException && limit.IsCancellationRequested)
        {
            throw new LinkException($"the coordinator took no message within {within.TotalSeconds:0} s");
        }
        catch (Exception failure) when (failure is RpcException or InvalidOperationException or IOException or HttpRequestException)
        {
            return false;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
