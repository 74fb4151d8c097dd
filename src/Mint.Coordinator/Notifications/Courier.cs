using System.Data.Common;
using System.Text.Json;
using Dapper;
using Mint.Coordinator.Store;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Mint.Coordinator.Notifications;

/// <summary>
/// Delivers what waits, each target by itself: one that is away holds up nobody else. A message stays in the store until its target has
/// it, or a day has passed. Only the holder of the lease delivers.
/// </summary>
internal sealed partial class Courier : BackgroundService
{
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly Database database;
    private readonly WriteQueue queue;
    private readonly Lease lease;
    private readonly IReadOnlyList<INotifyTarget> targets;
    private readonly NotifyMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<Courier> logger;
    private readonly ResiliencePipeline<Delivery> pipeline;

    /// <summary>Prepares.</summary>
    public Courier(
        Database database, WriteQueue queue, Lease lease, IEnumerable<INotifyTarget> targets, NotifyMetrics metrics, TimeProvider time, ILogger<Courier> logger)
    {
        (this.database, this.queue, this.lease, this.targets) = (database, queue, lease, [.. targets]);
        (this.metrics, this.time, this.logger) = (metrics, time, logger);
        pipeline = new ResiliencePipelineBuilder<Delivery> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Delivery>
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(10),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<Delivery>().Handle<TimeoutRejectedException>().HandleResult(d => d.Outcome == DeliveryOutcome.Away),
            })
            .AddTimeout(Patience)
            .Build();
    }

    /// <summary>Delivers to one target what is due, in order, until it is away or has all.</summary>
    /// <exception cref="System.Data.Common.DbException">The store can't be reached.</exception>
    public async Task DeliverAsync(INotifyTarget target, CancellationToken ct)
    {
        while (lease.Held && await NextAsync(target, ct) is { } waiting)
        {
            var delivery = await TryAsync(target, waiting, ct);
            metrics.Take(target, delivery.Outcome);
            await SettleAsync(target, waiting, delivery, ct);
            if (delivery.Outcome == DeliveryOutcome.Away)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(targets.Select(target => ServeAsync(target, stoppingToken)));

    private async Task ServeAsync(INotifyTarget target, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Looks, time);
        do
        {
            try
            {
                await DeliverAsync(target, ct);
            }
#pragma warning disable CA1031 // whatever it is, the next look tries again; ended, this would deliver nothing any more
            catch (Exception failure) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(target.Name, failure.Message, failure is DbException ? null : failure);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    // The oldest one that was not refused; it waits, and with it those behind it, while the target is away.
    private async Task<Waiting?> NextAsync(INotifyTarget target, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var oldest = await connection.QueryFirstOrDefaultAsync<Waiting>(new CommandDefinition(
            "SELECT id AS Id, body AS Body, attempts AS Attempts, created_at AS CreatedAt, next_at AS NextAt FROM messages WHERE target = @Name ORDER BY id LIMIT 1",
            new { target.Name },
            cancellationToken: ct));
        return oldest is not null && oldest.NextAt <= time.GetUtcNow().UtcTicks ? oldest : null;
    }

    private async Task<Delivery> TryAsync(INotifyTarget target, Waiting waiting, CancellationToken ct)
    {
        try
        {
            var message = Message.FromJson(waiting.Body);
            return await pipeline.ExecuteAsync(async token => await target.SendAsync(message, waiting.Body, token), ct);
        }
        catch (TimeoutRejectedException)
        {
            return new Delivery(DeliveryOutcome.Away, $"it did not answer within {Patience.TotalSeconds:0} s");
        }
        catch (JsonException unreadable)
        {
            return new Delivery(DeliveryOutcome.Refused, unreadable.Message);
        }
    }

    private Task SettleAsync(INotifyTarget target, Waiting waiting, Delivery delivery, CancellationToken ct)
    {
        switch (delivery.Outcome)
        {
            case DeliveryOutcome.Away when time.GetUtcNow().UtcTicks - waiting.CreatedAt < GivesUpAfter.Ticks:
                return PostponeAsync(target, waiting, delivery, ct);
            case DeliveryOutcome.Away or DeliveryOutcome.Refused:
                LogDropped(target.Name, delivery.Reason, waiting.Body);
                break;
        }

        return queue.WriteAsync((connection, transaction) => connection.ExecuteAsync("DELETE FROM messages WHERE id = @Id", new { waiting.Id }, transaction), ct);
    }

    private Task PostponeAsync(INotifyTarget target, Waiting waiting, Delivery delivery, CancellationToken ct)
    {
        var pause = TimeSpan.FromSeconds(30) * Math.Pow(2, Math.Min(waiting.Attempts, 10));
        pause = pause < LongestPause ? pause : LongestPause;
        LogAway(target.Name, pause, delivery.Reason);
        return queue.WriteAsync(
            (connection, transaction) => connection.ExecuteAsync(
                "UPDATE messages SET attempts = attempts + 1, next_at = @next WHERE id = @Id",
                new { waiting.Id, next = (time.GetUtcNow() + pause).UtcTicks },
                transaction),
            ct);
    }

    private sealed record Waiting
    {
        public long Id { get; init; }

        public required string Body { get; init; }

        public long Attempts { get; init; }

        public long CreatedAt { get; init; }

        public long NextAt { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Target} can't be told, next try in {Pause}: {Reason}")]
    private partial void LogAway(string target, TimeSpan pause, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message to {Target} is dropped: {Reason}: {Body}")]
    private partial void LogDropped(string target, string reason, string body);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting messages to {Target} can't be delivered, trying again: {Reason}")]
    private partial void LogFailed(string target, string reason, Exception? bug);
}
