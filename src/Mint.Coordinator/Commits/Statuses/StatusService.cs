using System.Data.Common;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Commits.Statuses;

/// <summary>Lets the reporter write, on the coordinator that holds the lease, soon after something moved.</summary>
internal sealed partial class StatusService(StatusReporter reporter, Signals signals, Lease lease, TimeProvider time, ILogger<StatusService> logger) : BackgroundService
{
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Gathers = TimeSpan.FromSeconds(1);

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
                    await reporter.ReportAsync(stoppingToken);
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
        if (signal.Topic is SignalTopics.Commits or SignalTopics.Rollout)
        {
            nudge.Give();
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Statuses of commits can't be read: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
