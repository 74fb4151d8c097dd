using Mint.Modules;
using Mint.Protocol.V1;
using Prometheus;

namespace Mint.Coordinator.Observability;

/// <summary>Counts what agents send. Labels are taken from closed lists: what an agent says must not make series.</summary>
internal sealed class IngestMetrics
{
    private const string Other = "other";

    private static readonly HashSet<string> Actions = ["repaired", "observed", "held", "failed", "flapping"];

    private readonly Counter messages;
    private readonly Counter bytes;
    private readonly Counter events;
    private readonly Counter rejected;
    private readonly Counter drift;
    private readonly Histogram delay;

    /// <summary>Registers the metrics.</summary>
    public IngestMetrics(CollectorRegistry registry)
    {
        var factory = Metrics.WithCustomRegistry(registry);
        messages = factory.CreateCounter("mint_ingest_messages_total", "Messages taken in from agents.");
        bytes = factory.CreateCounter("mint_ingest_bytes_total", "Bytes of these messages.");
        events = factory.CreateCounter("mint_ingest_events_total", "Events stored, repeats not counted.");
        rejected = factory.CreateCounter("mint_ingest_rejected_total", "Streams and messages of agents that were refused, by why.", "reason");
        drift = factory.CreateCounter("mint_fleet_drift_events_total", "Drifts that agents told of, by kind of resource and by what was done.", "kind", "action");
        delay = factory.CreateHistogram(
            "mint_event_delivery_seconds",
            "Age of events when they were stored: how long they waited in an outbox.",
            new HistogramConfiguration { Buckets = [0.1, 0.5, 1, 5, 30, 300, 3_600, 86_400, 604_800] });
    }

    /// <summary>A message was taken in.</summary>
    /// <param name="size">Its bytes.</param>
    public void Message(int size)
    {
        messages.Inc();
        bytes.Inc(size);
    }

    /// <summary>An event was stored for the first time.</summary>
    /// <param name="told">The event.</param>
    /// <param name="receivedAt">When it came.</param>
    public void Stored(Event told, DateTimeOffset receivedAt)
    {
        events.Inc();
        if (told.At is { } at)
        {
            delay.Observe(Math.Max(0, (receivedAt - at.ToDateTimeOffset()).TotalSeconds));
        }

        if (told.Kind == "drift")
        {
            drift.WithLabels(KindOf(told.Resource), Actions.Contains(told.Action) ? told.Action : Other).Inc();
        }
    }

    /// <summary>Something that an agent sent was refused.</summary>
    /// <param name="reason">Why, one word of a closed list of the caller's, never the agent's own.</param>
    public void Reject(string reason) => rejected.WithLabels(reason).Inc();

    private static string KindOf(string resource)
    {
        var end = resource.IndexOf('/', StringComparison.Ordinal);
        return end > 0 && ModuleCatalog.Providers.ContainsKey(resource[..end]) ? resource[..end] : Other;
    }
}
