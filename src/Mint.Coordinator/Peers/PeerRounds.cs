using System.Data.Common;
using Mint.Coordinator.Link;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Peers;

/// <summary>
/// Hands on what hosts say of themselves: a moment after one said something new, here or at another coordinator, and every few seconds for what
/// signals missed and for hosts that were revoked.
/// </summary>
internal sealed partial class PeerRounds(PeerBook book, Sessions sessions, Signals signals, TimeProvider time, ILogger<PeerRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Gathers = TimeSpan.FromMilliseconds(100);

    private readonly Nudge nudge = new();

    /// <summary>Goes round once.</summary>
    /// <exception cref="DbException">The store can't be reached.</exception>
    public async Task GoAsync(CancellationToken ct)
    {
        await book.RefreshAsync(ct);
        sessions.TellPeers(book);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = signals.Listen(Hear);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await GoAsync(stoppingToken);
            }
#pragma warning disable CA1031 // whatever it is, the next round tries again; ended, no host would hear of another any more
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(failure.Message, failure is DbException ? null : failure);
            }

            if (await nudge.WaitAsync(Every, time, stoppingToken))
            {
                await Task.Delay(Gathers, time, stoppingToken);
            }
        }
    }

    private Task Hear(Signal signal)
    {
        if (signal.Topic is SignalTopics.Peers or SignalTopics.End or SignalTopics.Missed)
        {
            nudge.Give();
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Hosts can't be told of each other, trying again: {Reason}")]
    private partial void LogFailed(string reason, Exception? bug);
}
