using Prometheus;

namespace Mint.Coordinator.Observability;

/// <summary>The gauges that are filled from the store. Names follow Prometheus's conventions: base units, times as Unix seconds.</summary>
/// <param name="factory">Where they are registered.</param>
internal sealed class FleetGauges(IMetricFactory factory)
{
    private static readonly GaugeConfiguration Later = new() { SuppressInitialValue = true };

    public Gauge Hosts { get; } = factory.CreateGauge("mint_fleet_hosts", "Hosts by state.", ["state"]);

    public Gauge Connected { get; } = factory.CreateGauge("mint_fleet_connected_hosts", "Hosts whose agent holds a stream.");

    public Gauge Troubled { get; } = factory.CreateGauge(
        "mint_fleet_troubled_host_since_timestamp_seconds",
        $"Since when a host is silent, failed or absent; the {FleetNumbersReader.MostTroubled} that are so the longest.",
        ["host", "customer", "state"]);

    public Gauge Drifted { get; } = factory.CreateGauge("mint_fleet_drifted_resources", "Resources that differ from the config repo and are not repaired.");

    public Gauge Lag { get; } = factory.CreateGauge("mint_commit_lag_seconds", "Age of the newest good commit while hosts have still to apply it; 0 once all did.");

    public Gauge Pending { get; } = factory.CreateGauge("mint_commit_pending_hosts", "Hosts that have still to apply the newest good commit.");

    public Gauge Halted { get; } = factory.CreateGauge("mint_rollout_halted", "1 while the rollout is halted.");

    public Gauge Turns { get; } = factory.CreateGauge("mint_turns", "Hosts that wait for their turn, have it, or have not given it back in time.", ["state"]);

    public Gauge OutboxSum { get; } = factory.CreateGauge("mint_outbox_events", "Events that agents still have to deliver, all hosts together.");

    public Gauge OutboxMax { get; } = factory.CreateGauge("mint_outbox_events_max", "Events that the host with the longest outbox still has to deliver.");

    public Gauge Certificate { get; } = factory.CreateGauge(
        "mint_certificate_expiry_timestamp_seconds", "When the first certificate of an enrolled host ends.", [], Later);

    public Gauge Synced { get; } = factory.CreateGauge("mint_coordinator_last_sync_timestamp_seconds", "When Git last answered the coordinator.", [], Later);

    public Gauge StoreBytes { get; } = factory.CreateGauge("mint_store_bytes", "Size of the store.");

    public Gauge Reachable { get; } = factory.CreateGauge("mint_store_reachable", "1 when the store answered; when 0 the fleet's numbers are old.");

    public Gauge Queue { get; } = factory.CreateGauge("mint_store_write_queue_length", "Pieces of work that wait to be written.");

    public Gauge Leader { get; } = factory.CreateGauge("mint_coordinator_leader", "1 on the coordinator that watches the fleet.");
}
