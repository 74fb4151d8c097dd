using System.ComponentModel;

namespace Mint.Core.Config;

/// <summary>One WireGuard network, as <c>mint.yaml</c> declares it once for all members.</summary>
public sealed record NetworkSettings
{
    /// <summary>All addresses of the network, as a CIDR.</summary>
    [Description("The network's addresses: 10.90.0.0/16, fd00:90::/64.")]
    public required string Cidr { get; init; }

    /// <summary>UDP port of every member; default 51820.</summary>
    [Description("UDP port of every member; default 51820.")]
    public int Port { get; set; } = 51820;

    /// <summary>How often every member says something to each of its peers, a duration; null for never. It keeps the doors of NATs open, and shows ways that are dead.</summary>
    [Description("How often every member says something to each of its peers, such as 25s: doors of NATs stay open, and a dead way is seen.")]
    public string? Keepalive { get; init; }

    /// <summary>Who talks to whom.</summary>
    [Description("mesh: every member to every other. hub: members talk through the hubs.")]
    public NetworkTopology Topology { get; set; }

    /// <summary>With <see cref="NetworkTopology.Hub"/>: the hosts in the middle.</summary>
    [Description("With topology hub: the hosts in the middle.")]
    public IReadOnlyList<string> Hubs { get; set; } = [];

    /// <summary>Members by name.</summary>
    [Description("Hosts that are members.")]
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>Members by group.</summary>
    [Description("Groups whose hosts are members.")]
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>Whether a host is a member.</summary>
    public bool Includes(FleetMember host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return Hosts.Contains(host.Name) || Hubs.Contains(host.Name) || Groups.Intersect(host.Groups).Any();
    }
}

/// <summary>Who talks to whom in a WireGuard network.</summary>
public enum NetworkTopology
{
    /// <summary>Every member to every other.</summary>
    Mesh,

    /// <summary>Members to the hubs, and through them to each other.</summary>
    Hub,
}
