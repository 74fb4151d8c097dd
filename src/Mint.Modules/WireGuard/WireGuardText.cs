using System.Globalization;
using System.Text;
using Mint.Core.Hosts;

namespace Mint.Modules.WireGuard;

/// <summary>Peers as <c>wg</c> reads them.</summary>
internal static class WireGuardText
{
    /// <summary>Peers, without a name for an endpoint: one that can't be resolved would keep all of them away.</summary>
    /// <param name="peers">The peers.</param>
    /// <param name="keepsEndpoint">Whose present endpoint is better than the declared one.</param>
    public static string Peers(IEnumerable<WireGuardPeerSpec> peers, Func<WireGuardPeerSpec, bool> keepsEndpoint)
    {
        var text = new StringBuilder();
        foreach (var peer in peers)
        {
            text.Append(CultureInfo.InvariantCulture, $"[Peer]\n# {peer.Host}\nPublicKey = {peer.PublicKey}\nAllowedIPs = {string.Join(", ", peer.AllowedAddresses)}\n");
            if (!keepsEndpoint(peer) && EndpointOf(peer) is { Address: not null } endpoint)
            {
                text.Append(CultureInfo.InvariantCulture, $"Endpoint = {endpoint}\n");
            }

            if (peer.Keepalive > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"PersistentKeepalive = {peer.Keepalive}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The declared endpoint; null when there is none.</summary>
    public static PeerEndpoint? EndpointOf(WireGuardPeerSpec peer) => peer.Endpoint is { } text ? PeerEndpoint.Parse(text, 0) : null;

    /// <summary>Whether a peer was heard so lately that where it is now is known better than anybody could declare.</summary>
    public static bool IsFresh(WireGuardPeer? live, DateTimeOffset now) => live is { LastHandshake: { } at, Endpoint: not null } && now - at < TimeSpan.FromMinutes(3);
}
