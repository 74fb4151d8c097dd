using Mint.Agent.Link.Mesh;
using Prometheus;

namespace Mint.Agent.Metrics;

/// <summary>How the WireGuard networks stand; looked up when Prometheus asks.</summary>
internal static class MeshMetrics
{
    /// <summary>Registers the metrics.</summary>
    public static void Register(CollectorRegistry registry, MeshLook look)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        var handshake = factory.CreateGauge("mint_wireguard_last_handshake_seconds", "When keys were last agreed with a peer, as a Unix time; 0 for never.", "network", "peer");
        var dead = factory.CreateGauge("mint_wireguard_peer_dead", "1 for a peer that is sent something all the time and has not agreed on keys for 3 minutes.", "network", "peer");
        var received = factory.CreateGauge("mint_wireguard_received_bytes_total", "Bytes from a peer, since the interface knows it.", "network", "peer");
        var sent = factory.CreateGauge("mint_wireguard_sent_bytes_total", "Bytes to a peer, since the interface knows it.", "network", "peer");
        Gauge[] all = [handshake, dead, received, sent];
        registry.AddBeforeCollectCallback(() =>
        {
            // A peer that is gone must not stay on the page.
            foreach (var gauge in all)
            {
                gauge.GetAllLabelValues().ToList().ForEach(labels => gauge.RemoveLabelled(labels));
            }

            foreach (var (network, peer) in look.Read().SelectMany(n => n.Peers.Where(p => p.Host.Length > 0).Select(p => (n.Network, p))))
            {
                handshake.WithLabels(network, peer.Host).Set(peer.LastHandshake?.Seconds ?? 0);
                dead.WithLabels(network, peer.Host).Set(peer.State is "stale" or "never" ? 1 : 0);
                received.WithLabels(network, peer.Host).Set(peer.ReceivedBytes);
                sent.WithLabels(network, peer.Host).Set(peer.SentBytes);
            }
        });
    }
}
