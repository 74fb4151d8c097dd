using Google.Protobuf.WellKnownTypes;
using Mint.Core.Ledger;
using Wire = Mint.Protocol.V1;

namespace Mint.Agent.Link.Peers;

/// <summary>Between what the ledger keeps of peers and what goes over the wire.</summary>
internal static class PeerMapping
{
    /// <summary>As it is signed and sent.</summary>
    public static Wire.PeerFacts ToWire(KnownPeer peer) => new()
    {
        Host = peer.Host,
        Sequence = (ulong)peer.Sequence,
        MadeAt = Timestamp.FromDateTimeOffset(peer.MadeAt),
        Networks =
        {
            peer.Networks.Select(n => new Wire.NetworkFact
            {
                Network = n.Network,
                PublicKey = n.PublicKey,
                Endpoints = { n.Endpoints },
                NextPublicKey = n.NextPublicKey ?? "",
                SwitchAt = n.SwitchAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            }),
        },
    };

    /// <summary>As it is kept; only for what <see cref="PeerRules"/> let pass.</summary>
    public static KnownPeer FromWire(Wire.PeerFacts facts) => new(
        facts.Host,
        (long)facts.Sequence,
        facts.MadeAt.ToDateTimeOffset(),
        [
            .. facts.Networks.OrderBy(n => n.Network, StringComparer.Ordinal).Select(n => n.NextPublicKey.Length == 0
                ? new KnownNetwork(n.Network, n.PublicKey, [.. n.Endpoints])
                : new KnownNetwork(n.Network, n.PublicKey, [.. n.Endpoints], n.NextPublicKey, n.SwitchAt.ToDateTimeOffset())),
        ]);
}
