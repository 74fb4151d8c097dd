using System.Data.Common;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Commits;

/// <summary>Keeps the convergence ledger up to date with what hosts report, on the coordinator that holds the lease.</summary>
internal sealed partial class ConvergenceService(ConvergenceLedger ledger, Signals signals, Lease lease, TimeProvider time, ILogger<ConvergenceService> logger) : BackgroundService
{
    private static readonly TimeSpan Sweeps = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Gathers = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private readonly Nudge nudge = new();
    private readonly Lock gate = new();
    private HashSet<string> hosts = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = signals.Listen(Hear);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var told = await nudge.WaitAsync(Sweeps, time, stoppingToken);
                await Task.Delay(Gathers, time, stoppingToken);
                await NoteAsync(told, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // a bug of ours in one look must not end the coordinator; the next look may do
            catch (Exception failure)
#pragma warning restore CA1031
            {
                // What is not noted now is found by the next sweep.
                LogAway(failure.Message, failure is DbException ? null : failure);
                await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task NoteAsync(bool told, CancellationToken ct)
    {
        var gathered = Take();
        if (lease.Held)
        {
            await (told ? ledger.NoteAsync(gathered, ct) : ledger.NoteAllAsync(ct));
        }
    }

    private HashSet<string> Take()
    {
        lock (gate)
        {
            var gathered = hosts;
            hosts = [];
            return gathered;
        }
    }

    private Task Hear(Signal signal)
    {
        if (signal.Topic == SignalTopics.Hosts)
        {
            lock (gate)
            {
                hosts.UnionWith(signal.Body.Split('\n'));
            }

            nudge.Give();
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What hosts applied can't be noted now: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
