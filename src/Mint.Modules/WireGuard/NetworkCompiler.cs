using System.Globalization;
using System.Net;
using System.Text;
using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules.Files;

namespace Mint.Modules.WireGuard;

/// <summary>Turns a host's place in a network into its interface, and into names for the members.</summary>
internal sealed class NetworkCompiler(CompileContext context, MemberNetwork network)
{
    private readonly Dictionary<string, PeerFact> facts = context.Facts.Peers
        .Where(f => f.Network == network.Name && PublicKeyText.IsValid(f.PublicKey))
        .DistinctBy(f => f.Host)
        .ToDictionary(f => f.Host, StringComparer.Ordinal);

    /// <summary>Adds the resources.</summary>
    public void Compile()
    {
        var own = KeyOf(network.Self);
        var spec = new WireGuardSpec([$"{network.Self.Address}/{network.Cidr.PrefixLength}"], network.Settings.Port, own, [.. Peers(own)]);
        context.Add(new Resource(new ResourceId(WireGuardProvider.KindName, network.Name), spec, context.Origin(network.Name)));
        var names = new ResourceId("block", new BlockName("/etc/hosts", $"wireguard-{network.Name}").ToString());
        context.Add(new Resource(names, new BlockSpec(Names()), context.Origin(network.Name)));
    }

    /// <summary>Those whose key is known. A key that two hosts say of themselves, as clones do, is believed of one: of whom the repo names it, else of the first.</summary>
    private IEnumerable<WireGuardPeerSpec> Peers(string? own)
    {
        var isHub = network.IsHub(network.Self.Host);
        return network.Others
            .Where(o => !network.HasHubs || isHub || network.IsHub(o.Host))
            .Where(o => o.Address is not null)
            .Select(o => (Member: o, Key: KeyOf(o)))
            .Where(o => o.Key is not null && o.Key != own)
            .OrderBy(o => o.Member.PublicKey is null)
            .ThenBy(o => o.Member.Host, StringComparer.Ordinal)
            .DistinctBy(o => o.Key)
            .OrderBy(o => o.Member.Host, StringComparer.Ordinal)
            .Select(o => new WireGuardPeerSpec(o.Member.Host, o.Key ?? "", EndpointOf(o.Member), [.. Behind(o.Member)], Keepalive));
    }

    private string? KeyOf(NetworkMember member) => member.PublicKey ?? facts.GetValueOrDefault(member.Host)?.PublicKey;

    private string? EndpointOf(NetworkMember member)
    {
        var written = member.Endpoint is { } text ? PeerEndpoint.Parse(text, network.Settings.Port) : null;
        var said = facts.GetValueOrDefault(member.Host)?.Endpoints.Select(PeerEndpoint.ParseNumeric).FirstOrDefault(e => e is not null);
        var address = member.Addresses.Count > 0 ? new PeerEndpoint(member.Addresses[0].ToString(), network.Settings.Port) : null;
        return (written ?? said ?? address)?.ToString();
    }

    /// <summary>For every member: it keeps a NAT's door open, and a way on which nothing is ever said could not be told from a dead one.</summary>
    private int Keepalive => network.Settings.Keepalive is { } text && DurationText.Parse(text) is { } every ? (int)every.TotalSeconds : 0;

    /// <summary>
    /// What is sent to a peer, and believed of it. A hub's member sends all that it has no better way for to the first hub: an address belongs to
    /// one peer alone, so there is no second way.
    /// </summary>
    private IEnumerable<string> Behind(NetworkMember peer)
    {
        var behind = peer.Routes.ToList();
        if (!network.IsHub(network.Self.Host) && network.FirstHub == peer.Host)
        {
            behind.Add(network.Cidr);
            behind.AddRange(network.Others.Where(o => o.Host != peer.Host && !network.IsHub(o.Host)).SelectMany(o => o.Routes));
        }
        else
        {
            behind.Add(NetworkText.Alone(peer.Address ?? IPAddress.None));
        }

        return behind.Select(n => n.ToString()).Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>
    /// <c>web-01.mint0.internal</c>: a name that is nobody's outside. The shorter <c>web-01.mint0</c> only where the network's name can't be a
    /// public domain's, which are made of letters alone.
    /// </summary>
    private string Names()
    {
        var isNobodys = !network.Name.All(char.IsAsciiLetter);
        var text = new StringBuilder();
        foreach (var member in network.Others.Append(network.Self).Where(m => m.Address is not null).OrderBy(m => m.Host, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{member.Address}");
            text.Append(isNobodys ? $" {member.Host}.{network.Name}" : "").Append(CultureInfo.InvariantCulture, $" {member.Host}.{network.Name}.internal\n");
        }

        return text.ToString();
    }
}
