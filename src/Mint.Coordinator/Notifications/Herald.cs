using System.Data.Common;
using System.Threading.Channels;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Notifications;

/// <summary>
/// Looks for what needs a person, soon after something was stored and every ten seconds, and hands what there is to tell to the couriers.
/// Only the holder of the lease does it.
/// </summary>
internal sealed partial class Herald(
    IEnumerable<IConditionSource> sources, NoticeBook book, Lease lease, Signals signals, TimeProvider time, ILogger<Herald> logger) : BackgroundService
{
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(10);

    // A fleet that moves sends many signals; one look answers all of them.
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> moved = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Looks once.</summary>
    /// <exception cref="System.Data.Common.DbException">The store can't be reached.</exception>
    public async Task LookAsync(CancellationToken ct)
    {
        var (now, conditions) = (time.GetUtcNow(), new List<Condition>());
        foreach (var source in sources)
        {
            conditions.AddRange(await source.FindAsync(now, lease.Since, ct));
        }

        if (await book.UpdateAsync(conditions, ct))
        {
            LogTold(conditions.Count);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = signals.Listen(HearAsync);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (lease.Held)
                {
                    await LookAsync(stoppingToken);
                }
            }
#pragma warning disable CA1031 // whatever it is, the next look tries again; ended, this would tell nobody of anything any more
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogAway(away.Message, away is DbException ? null : away);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private Task HearAsync(Signal signal)
    {
        if (signal.Topic is SignalTopics.Hosts or SignalTopics.Events or SignalTopics.Commits or SignalTopics.Rollout)
        {
            moved.Writer.TryWrite(true);
        }

        return Task.CompletedTask;
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        await Task.Delay(Settles, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var timer = Task.Delay(Looks - Settles, time, enough.Token);
        await Task.WhenAny(timer, moved.Reader.WaitToReadAsync(enough.Token).AsTask());
        moved.Reader.TryRead(out _);
        await enough.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "People are told, {Conditions} things need one now")]
    private partial void LogTold(int conditions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What needs a person can't be read, trying again: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
