using Prometheus;

namespace Mint.Coordinator.Notifications;

/// <summary>Counts what was sent.</summary>
internal sealed class NotifyMetrics
{
    private readonly Counter tries;

    /// <summary>Registers the metrics.</summary>
    public NotifyMetrics(CollectorRegistry registry, IEnumerable<INotifyTarget> targets)
    {
        tries = Metrics.WithCustomRegistry(registry)
            .CreateCounter("mint_notifications_total", "Messages to people by target and by what became of them.", "target", "outcome");
        // A series that begins with one has no increase that an alert could see.
        foreach (var target in targets)
        {
            Array.ForEach(Enum.GetValues<DeliveryOutcome>(), outcome => tries.WithLabels(target.Name, Word(outcome)));
        }
    }

    /// <summary>A message was delivered, refused, or its target was away after all retries.</summary>
    public void Take(INotifyTarget target, DeliveryOutcome outcome) => tries.WithLabels(target.Name, Word(outcome)).Inc();

    private static string Word(DeliveryOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
