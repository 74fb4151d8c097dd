using System.Threading.Channels;
using Grpc.Core;
using Mint.Protocol.V1;

namespace Mint.Cli.Fleet;

/// <summary>
/// Holds the coordinator's stream of news open, and opens it again whenever it is lost. It only tells that there is news, not what:
/// the watcher asks again, so nothing depends on each single message, and nothing is missed while the link was down.
/// </summary>
internal sealed class FleetLink
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // The coordinator says every 15 s that it is alive.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(40);

    private readonly Lock gate = new();
    private readonly FleetConnection connection;
    private readonly string filter;
    private readonly TimeProvider clock;
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private FleetNews news;
    private LinkLoss? loss;

    /// <summary>Makes a link that is not open yet.</summary>
    /// <param name="connection">The way to the coordinator.</param>
    /// <param name="filter">Which events are news.</param>
    /// <param name="clock">Measures pauses and silence.</param>
    public FleetLink(FleetConnection connection, string filter, TimeProvider clock) => (this.connection, this.filter, this.clock) = (connection, filter, clock);

    /// <summary>Since when and why the link is lost; null while it is there.</summary>
    public LinkLoss? Loss
    {
        get
        {
            lock (gate)
            {
                return loss;
            }
        }
    }

    /// <summary>The news since the last call.</summary>
    public FleetNews TakeNews()
    {
        lock (gate)
        {
            var taken = news;
            news = FleetNews.None;
            return taken;
        }
    }

    /// <summary>Tells the watcher that there is something to do.</summary>
    public void Nudge() => signal.Writer.TryWrite(true);

    /// <summary>Waits for a nudge, news, or a change of the link.</summary>
    /// <exception cref="CommandException">The coordinator refuses for good.</exception>
    public async Task WaitAsync(CancellationToken ct)
    {
        await signal.Reader.WaitToReadAsync(ct);
        signal.Reader.TryRead(out _);
    }

    /// <summary>Keeps the link until the caller gives up; a refusal for good reaches <see cref="WaitAsync"/>.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var fleet = new FleetService.FleetServiceClient(connection.Channel);
        var pause = FirstPause;
        while (!ct.IsCancellationRequested)
        {
            var (heard, failure) = await ListenAsync(fleet, ct);
            if (failure is { IsTransient: false })
            {
                signal.Writer.TryComplete(failure);
                return;
            }

            pause = heard ? FirstPause : pause;
            Lose(failure?.Message ?? "the coordinator ended it");
            Nudge();
            await PauseAsync(pause, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<(bool Heard, CommandException? Failure)> ListenAsync(FleetService.FleetServiceClient fleet, CancellationToken ct)
    {
        var heard = false;
        using var silence = new CancellationTokenSource(LongestSilence, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token);
        try
        {
            using var call = fleet.Watch(new WatchRequest { Filter = filter }, connection.StreamOptions(both.Token));
            while (await call.ResponseStream.MoveNext(both.Token))
            {
                silence.CancelAfter(LongestSilence);
                Hear(call.ResponseStream.Current, first: !heard);
                heard = true;
            }

            return (heard, null);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && both.IsCancellationRequested)
        {
            return (heard, new CommandException($"nothing was heard for {LongestSilence.TotalSeconds:0} s") { IsTransient = true });
        }
        catch (RpcException e)
        {
            return (heard, connection.Explain(e, CancellationToken.None));
        }
    }

    private void Hear(WatchResponse response, bool first)
    {
        var kind = response.NewsCase switch
        {
            WatchResponse.NewsOneofCase.Event => FleetNews.Event,
            WatchResponse.NewsOneofCase.Host => FleetNews.Host,
            WatchResponse.NewsOneofCase.Commit => FleetNews.Commit,
            _ => FleetNews.None,
        };
        lock (gate)
        {
            news |= first ? kind | FleetNews.Linked : kind;
            loss = first ? null : loss;
        }

        if (first || kind != FleetNews.None)
        {
            Nudge();
        }
    }

    private void Lose(string reason)
    {
        lock (gate)
        {
            loss = loss is null ? new LinkLoss(clock.GetUtcNow(), reason) : loss with { Reason = reason };
        }
    }

    // A little uneven, so that many watchers do not come back at one instant.
    private async Task PauseAsync(TimeSpan pause, CancellationToken ct)
    {
        try
        {
            await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 4)), clock, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The caller has seen enough; the loop ends.
        }
    }
}

/// <summary>A lost link.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Reason">Why, one sentence.</param>
internal sealed record LinkLoss(DateTimeOffset Since, string Reason);
