using Mint.Agent.Link;
using Prometheus;

namespace Mint.Agent.Metrics;

/// <summary>How the link to the coordinator stands; looked up when Prometheus asks.</summary>
internal static class LinkMetrics
{
    /// <summary>Registers the metrics.</summary>
    public static void Register(CollectorRegistry registry, LinkState link, Outbox outbox)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        var up = factory.CreateGauge("mint_link_up", "1 while the coordinator is connected.");
        var waiting = factory.CreateGauge("mint_outbox_events", "Events that the coordinator has not acknowledged yet.");
        registry.AddBeforeCollectCallback(() =>
        {
            up.Set(link.Standing.Up ? 1 : 0);
            waiting.Set(outbox.Count);
        });
    }
}
