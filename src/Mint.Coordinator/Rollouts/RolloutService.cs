using System.Data.Common;
using Mint.Coordinator.Commits;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Rollouts;

/// <summary>Lets the rollout move when hosts or people moved, and when a soak time may have ended.</summary>
internal sealed partial class RolloutService(RolloutEngine engine, Signals signals, Lease lease, TimeProvider time, ILogger<RolloutService> logger) : BackgroundService
{
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(2);

    // Many hosts report at once; one look serves them all.
    private static readonly TimeSpan Gathers = TimeSpan.FromMilliseconds(200);

    private readonly Nudge nudge = new();

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
                    await engine.EvaluateAsync(stoppingToken);
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
        if (signal.Topic is SignalTopics.Hosts or SignalTopics.Commits or SignalTopics.Rollout)
        {
            nudge.Give();
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rollout can't be looked at: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
