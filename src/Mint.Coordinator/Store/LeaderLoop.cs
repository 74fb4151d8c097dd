using System.Data.Common;

namespace Mint.Coordinator.Store;

/// <summary>
/// Looks again and again on the coordinator that holds the lease: soon after a signal that it goes by, and after a while without one. What
/// one look throws is logged and ends nothing.
/// </summary>
/// <param name="signals">What it hears.</param>
/// <param name="lease">Says whether it is its turn.</param>
/// <param name="time">The clock.</param>
internal abstract class LeaderLoop(Signals signals, Lease lease, TimeProvider time) : BackgroundService
{
    private readonly Nudge nudge = new();

    /// <summary>The longest pause between two looks.</summary>
    protected abstract TimeSpan Looks { get; }

    /// <summary>How long it waits after a signal: many come together, and one look serves them all.</summary>
    protected abstract TimeSpan Gathers { get; }

    /// <summary>Whether signals of this topic are a reason to look.</summary>
    protected abstract bool GoesBy(string topic);

    /// <summary>Looks once.</summary>
    protected abstract Task LookAsync(CancellationToken ct);

    /// <summary>Says that a look failed.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="bug">With its trace, unless the store was away.</param>
    protected abstract void LogAway(string reason, Exception? bug);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = signals.Listen(Hear);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (lease.Held)
                {
                    await LookAsync(stoppingToken);
                }

                await nudge.WaitAsync(Looks, time, stoppingToken);
                await Task.Delay(Gathers, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // a bug of ours in one look must not end the coordinator; the next look may do
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogAway(failure.Message, failure is DbException ? null : failure);
                await Task.Delay(Looks, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task Hear(Signal signal)
    {
        if (GoesBy(signal.Topic))
        {
            nudge.Give();
        }

        return Task.CompletedTask;
    }
}
