using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Firewall;
using Prometheus;

namespace Mint.Agent.Metrics;

/// <summary>What each rule of the firewall has let through or dropped. Read when somebody asks, at most every ten seconds.</summary>
/// <param name="host">A reader of its own: what the loop remembers of a pass is of no use here.</param>
/// <param name="time">The clock.</param>
internal sealed class FirewallMetrics(IHostReader host, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, RuleCounter> last = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim reading = new(1, 1);
    private long? readAt;

    /// <summary>Registers the metrics.</summary>
    public void Register(CollectorRegistry registry)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        var packets = factory.CreateCounter("mint_firewall_packets_total", "Packets that a rule of the firewall has counted.", "rule");
        var bytes = factory.CreateCounter("mint_firewall_bytes_total", "Bytes that a rule of the firewall has counted.", "rule");
        registry.AddBeforeCollectCallback(ct => ReadAsync(packets, bytes, ct));
    }

    /// <inheritdoc/>
    public void Dispose() => reading.Dispose();

    private async Task ReadAsync(Counter packets, Counter bytes, CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            if (readAt is { } before && time.GetElapsedTime(before) < Shortest)
            {
                return;
            }

            readAt = time.GetTimestamp();
            host.Forget();
            foreach (var counter in await FirewallCounters.ReadAsync(host, ct))
            {
                var known = last.GetValueOrDefault(counter.Rule);
                packets.WithLabels(counter.Rule).Inc(Increase(known?.Packets, counter.Packets));
                bytes.WithLabels(counter.Rule).Inc(Increase(known?.Bytes, counter.Bytes));
                last[counter.Rule] = counter;
            }
        }
        catch (ResourceException)
        {
            // Other metrics are worth having although nft hangs.
            readAt = time.GetTimestamp();
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>A table that was loaded anew counts from zero.</summary>
    private static double Increase(ulong? before, ulong now) => before is { } known && known <= now ? now - known : now;
}
