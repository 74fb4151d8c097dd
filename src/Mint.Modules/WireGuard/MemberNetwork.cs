using System.Net;
using Mint.Core.Config;
using Mint.Core.Graph;

namespace Mint.Modules.WireGuard;

/// <summary>A network with its members, as one of them sees it.</summary>
/// <param name="Name">Its name, and that of the interface.</param>
/// <param name="Settings">What mint.yaml says of it.</param>
/// <param name="Cidr">All its addresses.</param>
/// <param name="Self">The host that is compiled.</param>
/// <param name="Others">The other members, by name.</param>
internal sealed record MemberNetwork(string Name, NetworkSettings Settings, IPNetwork Cidr, NetworkMember Self, IReadOnlyList<NetworkMember> Others)
{
    /// <summary>Whether members talk to each other through hubs.</summary>
    public bool HasHubs => Settings.Topology == NetworkTopology.Hub;

    /// <summary>The hub that goes between the members; null in a mesh.</summary>
    public string? FirstHub => HasHubs && Settings.Hubs.Count > 0 ? Settings.Hubs[0] : null;

    /// <summary>The network of a key of the section; null after a problem was reported there.</summary>
    public static MemberNetwork? Of(string name, CompileContext context)
    {
        var networks = context.Fleet.Config.Networks;
        if (!networks.TryGetValue(name, out var settings) || NetworkText.Parse(settings.Cidr) is not { } cidr)
        {
            context.Problem([name], $"there is no network '{name}' in mint.yaml", Spelling.Hint(name, networks.Keys) ?? "Declare it there under 'networks'.");
            return null;
        }

        var members = context.Fleet.Members.Where(settings.Includes).Select(m => NetworkMember.Of(m, name)).ToList();
        if (members.Find(m => m.Host == context.Facts.Host) is not { } self)
        {
            context.Problem([name], $"{context.Facts.Host} is no member of the network {name}", $"List it in mint.yaml under networks.{name}.hosts, or one of its groups under groups.");
            return null;
        }

        return new MemberNetwork(name, settings, cidr, self, [.. members.Where(m => m != self)]);
    }

    /// <summary>Whether a host is one of the hubs.</summary>
    public bool IsHub(string host) => HasHubs && Settings.Hubs.Contains(host);
}
