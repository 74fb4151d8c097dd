using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Hosts;

/// <summary>
/// When each host was last heard. Heartbeats of thousands of agents are gathered here and written together every two seconds; the same beat
/// says that this coordinator itself is alive, so that another one knows when its streams are gone.
/// </summary>
internal sealed partial class Presence(WriteQueue queue, Identity identity, TimeProvider time, ILogger<Presence> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan InstanceLasts = TimeSpan.FromSeconds(15);

    private ConcurrentDictionary<string, Sign> heard = new();

    /// <summary>A host gave a sign of life.</summary>
    /// <param name="host">The host.</param>
    /// <param name="outbox">Events it still has to deliver; null when it did not say.</param>
    public void Hear(string host, ulong? outbox = null)
    {
        var now = time.GetUtcNow().UtcTicks;
        heard.AddOrUpdate(host, _ => new Sign(now, outbox), (_, before) => new Sign(now, outbox ?? before.Outbox));
    }

    /// <summary>Writes what was heard.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        var signs = Interlocked.Exchange(ref heard, new ConcurrentDictionary<string, Sign>());
        try
        {
            await WriteAsync(signs, ct);
        }
        catch
        {
            // They count with the next beat, unless something newer was heard.
            foreach (var (host, sign) in signs)
            {
                heard.AddOrUpdate(host, sign, (_, newer) => newer with { Outbox = newer.Outbox ?? sign.Outbox });
            }

            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        do
        {
            try
            {
                await WriteAsync(stoppingToken);
            }
#pragma warning disable CA1031 // whatever it is, the next beat tries again; without beats this coordinator counts as gone
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogAway(away.Message, away is DbException ? null : away);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private Task WriteAsync(ConcurrentDictionary<string, Sign> signs, CancellationToken ct)
    {
        var until = (time.GetUtcNow() + InstanceLasts).UtcTicks;
        return queue.WriteAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(
                    """
                    INSERT INTO leases (name, holder, until) VALUES (@name, @holder, @until)
                    ON CONFLICT (name) DO UPDATE SET until = excluded.until
                    """,
                    new { name = $"instance/{identity.Instance}", holder = identity.Instance, until },
                    transaction);
                await connection.ExecuteAsync(
                    """
                    UPDATE hosts SET last_seen_at = CASE WHEN last_seen_at > @At THEN last_seen_at ELSE @At END, outbox = COALESCE(@Outbox, outbox)
                    WHERE name = @Host
                    """,
                    signs.Select(s => new { Host = s.Key, s.Value.At, Outbox = (long?)s.Value.Outbox }),
                    transaction);
            },
            ct);
    }

    private readonly record struct Sign(long At, ulong? Outbox);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signs of life can't be written, trying again: {Reason}")]
    private partial void LogAway(string reason, Exception? bug);
}
