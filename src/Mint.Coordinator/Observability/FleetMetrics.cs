using System.Data.Common;
using Mint.Coordinator.Store;
using Mint.Coordinator.Turns;
using Prometheus;

namespace Mint.Coordinator.Observability;

/// <summary>The fleet's numbers for Prometheus. They are read from the store when asked for, and at most every five seconds.</summary>
internal sealed partial class FleetMetrics : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    // Those of the protocol's Host.state; each is shown from the start, so that a rule sees a zero and not a gap.
    private static readonly string[] States =
        ["converged", "pending", "drifted", "held", "failed", "paused", "starting", "absent", "silent", "behind", "revoked", "unknown"];

    private static readonly string[] Turns = [TurnRow.Waiting, TurnRow.Holding, TurnRow.Overdue];

    private readonly FleetNumbersReader reader;
    private readonly WriteQueue queue;
    private readonly Lease lease;
    private readonly TimeProvider time;
    private readonly ILogger<FleetMetrics> logger;
    private readonly SemaphoreSlim one = new(1);
    private readonly FleetGauges gauges;
    private long readAt = long.MinValue;

    /// <summary>Registers the metrics.</summary>
    public FleetMetrics(CollectorRegistry registry, FleetNumbersReader reader, WriteQueue queue, Lease lease, TimeProvider time, ILogger<FleetMetrics> logger)
    {
        (this.reader, this.queue, this.lease, this.time, this.logger) = (reader, queue, lease, time, logger);
        gauges = new FleetGauges(Metrics.WithCustomRegistry(registry));
        registry.AddBeforeCollectCallback(RefreshAsync);
    }

    /// <summary>Brings the gauges up to date, unless they are fresh.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            gauges.Queue.Set(queue.Waiting);
            gauges.Leader.Set(lease.Held ? 1 : 0);
            var now = time.GetUtcNow().UtcTicks;
            if (readAt == long.MinValue || now - readAt >= Fresh.Ticks)
            {
                readAt = now;
                Take(await reader.ReadAsync(ct), now);
                gauges.Reachable.Set(1);
            }
        }
        catch (DbException away)
        {
            gauges.Reachable.Set(0);
            LogAway(away.Message);
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private void Take(FleetNumbers numbers, long now)
    {
        foreach (var state in States.Union(numbers.Hosts.Keys))
        {
            gauges.Hosts.WithLabels(state).Set(numbers.Hosts.GetValueOrDefault(state));
        }

        foreach (var state in Turns.Union(numbers.Turns.Keys))
        {
            gauges.Turns.WithLabels(state).Set(numbers.Turns.GetValueOrDefault(state));
        }

        gauges.Connected.Set(numbers.Sums.Connected);
        gauges.OutboxSum.Set(numbers.Sums.OutboxSum);
        gauges.OutboxMax.Set(numbers.Sums.OutboxMax);
        gauges.Drifted.Set(numbers.DriftedResources);
        gauges.StoreBytes.Set(numbers.StoreBytes);
        SetTime(gauges.Certificate, numbers.Sums.CertificateExpiresAt);
        TakeTroubled(numbers.Troubled);
        TakeRepo(numbers.Repo, now);
    }

    private void TakeRepo(RepoStanding repo, long now)
    {
        gauges.Halted.Set(repo.Halted is null ? 0 : 1);
        gauges.Pending.Set(repo.Pending);
        SetTime(gauges.Synced, repo.SyncedAt?.UtcTicks);
        gauges.Lag.Set(repo is { Pending: > 0, Head.SeenAt: { } seen } ? Math.Max(0, TimeSpan.FromTicks(now - seen.ToDateTimeOffset().UtcTicks).TotalSeconds) : 0);
    }

    private void TakeTroubled(IReadOnlyList<TroubledHost> hosts)
    {
        var shown = hosts.ToDictionary(h => string.Join('\n', h.Name, h.Customer, h.State));
        foreach (var gone in gauges.Troubled.GetAllLabelValues().Where(l => !shown.ContainsKey(string.Join('\n', l))).ToList())
        {
            gauges.Troubled.RemoveLabelled(gone);
        }

        foreach (var host in hosts)
        {
            gauges.Troubled.WithLabels(host.Name, host.Customer, host.State).Set(Unix(host.StateSince));
        }
    }

    // What never was is no point in time: then there is no series.
    private static void SetTime(Gauge gauge, long? ticks)
    {
        if (ticks is { } at)
        {
            gauge.Set(Unix(at));
        }
        else
        {
            gauge.Unpublish();
        }
    }

    private static double Unix(long ticks) => (ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The fleet's numbers can't be read for metrics: {Reason}")]
    private partial void LogAway(string reason);
}
