using System.Data.Common;
using Dapper;
using Mint.Coordinator.Configuration;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Events;

/// <summary>Lets old events go, a part at a time, so that the store is bounded and nobody waits for it. Only the holder of the lease does it.</summary>
internal sealed partial class EventRetention(WriteQueue queue, Lease lease, CoordinatorOptions options, TimeProvider time, ILogger<EventRetention> logger) : BackgroundService
{
    private const int AtOnce = 5_000;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>Lets go of what is older than the options say.</summary>
    /// <returns>How many events went.</returns>
    public async Task<int> PruneAsync(CancellationToken ct)
    {
        var before = (time.GetUtcNow() - options.KeepEvents).UtcTicks;
        var (all, some) = (0, AtOnce);
        while (some == AtOnce)
        {
            await queue.WriteAsync(
                async (connection, transaction) => some = await connection.ExecuteAsync(
                    "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE received_at < @before ORDER BY id LIMIT @AtOnce)", new { before, AtOnce }, transaction),
                ct);
            all += some;
        }

        await queue.WriteAsync(
            (connection, transaction) => connection.ExecuteAsync(
                "DELETE FROM leases WHERE name LIKE 'instance/%' AND until < @gone", new { gone = time.GetUtcNow().AddDays(-1).UtcTicks }, transaction),
            ct);
        return all;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (lease.Held && await PruneAsync(stoppingToken) is var gone and > 0)
                {
                    LogGone(gone, options.KeepEvents.TotalDays);
                }
            }
#pragma warning disable CA1031 // whatever it is, the next turn tries again; ended, this would take the whole coordinator with it
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogAway(away.Message, away is DbException ? null : away);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} events older than {Days:0.#} days were let go")]
    private partial void LogGone(int count, double days);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old events can't be let go: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
