using Prometheus;

namespace Mint.Coordinator.Notifications;

/// <summary>Counts what was sent.</summary>
internal sealed class NotifyMetrics(CollectorRegistry registry)
{
    private readonly Counter tries = Metrics.WithCustomRegistry(registry)
        .CreateCounter("mint_notifications_total", "Messages to people by target and by what became of them.", "target", "outcome");

    /// <summary>A message was delivered, refused, or its target was away after all retries.</summary>
    public void Take(INotifyTarget target, DeliveryOutcome outcome) => tries.WithLabels(target.Name, outcome.ToString().ToLowerInvariant()).Inc();
}
