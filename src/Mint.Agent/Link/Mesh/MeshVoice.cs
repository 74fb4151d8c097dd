using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Mesh;

/// <summary>Tells the coordinator how the WireGuard networks stand: at once when an edge comes or goes, and now and then how much goes over it.</summary>
internal sealed class MeshVoice(MeshLook look, TimeProvider time) : BackgroundService, ILinkVoice
{
    private const int MostPeers = 2_000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan NumbersEvery = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private Wire.MeshReport now = new();
    private string said = "";
    private DateTimeOffset saidAt;
    private bool due;

    /// <inheritdoc/>
    public event EventHandler? Changed;

    /// <summary>A stream began: the coordinator may not know what was said on the last one. A host without networks has nothing to say, unless it had.</summary>
    public void Connected()
    {
        lock (gate)
        {
            due |= now.Networks.Count > 0 || said.Length > 0;
        }
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        lock (gate)
        {
            now = Bounded(look.Read());
            var state = State(now);
            due |= state != said || (now.Networks.Count > 0 && time.GetUtcNow() - saidAt >= NumbersEvery);
            if (!due)
            {
                return;
            }
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <inheritdoc/>
    public Wire.ConnectRequest? Next()
    {
        lock (gate)
        {
            if (!due)
            {
                return null;
            }

            (due, said, saidAt) = (false, State(now), time.GetUtcNow());
            return new Wire.ConnectRequest { MeshReport = now };
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private static Wire.MeshReport Bounded(IReadOnlyList<Wire.MeshNetwork> networks)
    {
        var left = MostPeers;
        var report = new Wire.MeshReport();
        foreach (var network in networks)
        {
            var peers = network.Peers.Take(left).ToList();
            left -= peers.Count;
            report.Networks.Add(new Wire.MeshNetwork { Network = network.Network, PublicKey = network.PublicKey, Peers = { peers } });
        }

        return report;
    }

    // What people care for at once: who is there, and whether it is reached. Numbers move all the time.
    private static string State(Wire.MeshReport report) => string.Join('\n', report.Networks.SelectMany(n =>
        n.Peers.Select(p => $"{n.Network} {p.Host} {p.PublicKey} {p.Endpoint} {p.State}").Prepend($"{n.Network} {n.PublicKey}")));
}
