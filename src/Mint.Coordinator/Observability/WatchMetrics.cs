using Prometheus;

namespace Mint.Coordinator.Observability;

/// <summary>How many clients watch.</summary>
internal sealed class WatchMetrics(CollectorRegistry registry)
{
    private readonly Gauge streams = Metrics.WithCustomRegistry(registry).CreateGauge("mint_watch_streams", "Streams of clients that watch the fleet.");

    /// <summary>A client watches until the returned object is disposed.</summary>
    public IDisposable Open() => streams.TrackInProgress();
}
