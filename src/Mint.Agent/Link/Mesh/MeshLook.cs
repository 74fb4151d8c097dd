using Google.Protobuf.WellKnownTypes;
using Mint.Agent.Loop;
using Mint.Modules.WireGuard;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Mesh;

/// <summary>Looks at this host's WireGuard networks as the kernel has them, without a program.</summary>
internal sealed class MeshLook(AgentState state, IHost host, TimeProvider time)
{
    /// <summary>WireGuard agrees on new keys every two minutes as long as something is sent.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromMinutes(3);

    /// <summary>All networks of this host, by name.</summary>
    public IReadOnlyList<Wire.MeshNetwork> Read() =>
    [
        .. (state.Definition?.Desired.Graph.InOrder ?? [])
            .Where(r => r.Spec is WireGuardSpec)
            .OrderBy(r => r.Id.Name, StringComparer.Ordinal)
            .Select(r => Describe(r.Id.Name, (WireGuardSpec)r.Spec)),
    ];

    private Wire.MeshNetwork Describe(string network, WireGuardSpec spec)
    {
        var device = host.FindWireGuard(network);
        var found = (device?.Peers ?? []).ToDictionary(p => p.PublicKey, StringComparer.Ordinal);
        var names = spec.Peers.Select(p => p.PublicKey).ToHashSet(StringComparer.Ordinal);
        return new Wire.MeshNetwork
        {
            Network = network,
            PublicKey = device?.PublicKey ?? "",
            Peers =
            {
                spec.Peers.Select(p => Describe(p.Host, p.PublicKey, p.Keepalive > 0, found.GetValueOrDefault(p.PublicKey))),
                found.Values.Where(p => !names.Contains(p.PublicKey)).Select(p => Describe("", p.PublicKey, p.Keepalive > 0, p)),
            },
        };
    }

    // Where nothing is sent unless there is something to say, silence means nothing.
    private string State(DateTimeOffset? handshake, bool keptAlive) => handshake switch
    {
        { } at when time.GetUtcNow() - at < Fresh => "fresh",
        _ when !keptAlive => "idle",
        null => "never",
        _ => "stale",
    };

    private Wire.MeshPeer Describe(string name, string key, bool keptAlive, Core.Hosts.WireGuardPeer? peer) => new()
    {
        Host = name,
        PublicKey = key,
        Endpoint = peer?.Endpoint?.ToString() ?? "",
        State = State(peer?.LastHandshake, keptAlive),
        LastHandshake = peer?.LastHandshake is { } last ? Timestamp.FromDateTimeOffset(last) : null,
        ReceivedBytes = peer?.Received ?? 0,
        SentBytes = peer?.Sent ?? 0,
    };
}
