namespace Mint.Modules.Firewall;

/// <summary>Everything that the table is written from: names resolved, mistakes out.</summary>
internal sealed record FirewallModel
{
    /// <summary>What becomes of incoming connections that no rule names.</summary>
    public required Verdict Input { get; init; }

    /// <summary>What becomes of outgoing connections that no rule names.</summary>
    public required Verdict Output { get; init; }

    /// <summary>What becomes of routed packets, other than to and from containers.</summary>
    public required Verdict Forward { get; init; }

    /// <summary>Whether what is dropped is logged.</summary>
    public required bool LogDropped { get; init; }

    /// <summary>Interfaces behind which containers are.</summary>
    public required IReadOnlyList<string> Containers { get; init; }

    /// <summary>WireGuard networks of which this host is a member.</summary>
    public required IReadOnlyList<MeshNetwork> Networks { get; init; }

    /// <summary>Zones by name.</summary>
    public required IReadOnlyDictionary<string, AddressSet> Zones { get; init; }

    /// <summary>Blocklists by name; null for one whose entries are fetched.</summary>
    public required IReadOnlyDictionary<string, AddressSet?> Blocklists { get; init; }

    /// <summary>What no blocklist keeps out.</summary>
    public required AddressSet NeverBlocked { get; init; }

    /// <summary>Rules for what comes in: those that deny come first.</summary>
    public required IReadOnlyList<TrafficRule> Incoming { get; init; }

    /// <summary>Rules for what goes out: those that deny come first.</summary>
    public required IReadOnlyList<TrafficRule> Outgoing { get; init; }
}

/// <summary>A WireGuard network of which this host is a member.</summary>
/// <param name="Name">Its name, and the interface's.</param>
/// <param name="Addresses">All its addresses.</param>
/// <param name="Port">UDP port.</param>
internal sealed record MeshNetwork(string Name, AddressBlock Addresses, int Port);

/// <summary>One rule, whichever the direction.</summary>
/// <param name="Name">What its counters are called: <c>allow.ssh</c>.</param>
/// <param name="Verdict">What becomes of what matches.</param>
/// <param name="Ports">Which ports; null for everything.</param>
/// <param name="Peers">From where, or where to; null for anywhere.</param>
internal sealed record TrafficRule(string Name, Verdict Verdict, IReadOnlyList<PortRange>? Ports, Peers? Peers)
{
    /// <summary>How many new connections one source may make; null for any number.</summary>
    public RateLimit? Limit { get; init; }

    /// <summary>Whether new connections are logged.</summary>
    public bool Log { get; init; }

    /// <summary>Where the config repo asks for it: a key path inside the section.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>Whether it is about a port.</summary>
    public bool Covers(string protocol, int port) => Ports is null || Ports.Any(p => p.Covers(protocol, port));
}

/// <summary>Who is at the other end.</summary>
/// <param name="Zones">Zones by name.</param>
/// <param name="Inline">What is named one by one.</param>
/// <param name="All">All of it together.</param>
internal sealed record Peers(IReadOnlyList<string> Zones, AddressSet Inline, AddressSet All);

/// <summary>How many new connections in which time.</summary>
/// <param name="Count">How many.</param>
/// <param name="Unit"><c>second</c>, <c>minute</c>, <c>hour</c> or <c>day</c>.</param>
internal sealed record RateLimit(int Count, string Unit)
{
    /// <summary>How long a source is remembered: longer than the unit.</summary>
    public string Memory => Unit switch { "second" => "1m", "minute" => "1h", "hour" => "1d", _ => "2d" };
}
