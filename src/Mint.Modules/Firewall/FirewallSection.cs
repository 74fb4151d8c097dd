using System.ComponentModel;

namespace Mint.Modules.Firewall;

/// <summary>The <c>firewall</c> section: who may reach what on this host, and what it may reach itself.</summary>
public sealed record FirewallSection
{
    /// <summary>What becomes of a connection to this host that no rule names; default: dropped.</summary>
    [Description("What becomes of a connection to this host, or to a port that Docker publishes, that no rule names: 'drop' (default) or 'accept'.")]
    public Verdict Input { get; set; } = Verdict.Drop;

    /// <summary>What becomes of a connection from this host that no rule names; default: accepted.</summary>
    [Description("What becomes of a connection from this host that no rule of 'outgoing' names: 'accept' (default) or 'drop'.")]
    public Verdict Output { get; set; } = Verdict.Accept;

    /// <summary>What becomes of packets that are routed through, to or from no container; default: accepted.</summary>
    [Description("What becomes of packets routed through this host, other than to and from containers: 'accept' (default) or 'drop'.")]
    public Verdict Forward { get; set; } = Verdict.Accept;

    /// <summary>Names for sources.</summary>
    [Description("Names for sources: addresses and CIDRs, 'host:NAME', 'group:NAME', 'network:NAME', 'file:PATH in the config repo'.")]
    public Dictionary<string, IReadOnlyList<string>>? Zones { get; init; }

    /// <summary>Names for ports, besides the built-in ones.</summary>
    [Description("Names for ports, besides the built-in ones: 'odoo: { tcp: [8069, 8072] }'.")]
    public Dictionary<string, ServiceSettings>? Services { get; init; }

    /// <summary>What is let in, by name; the name is the service where nothing else is said.</summary>
    [Description("What is let in: 'http: {}', 'odoo: { from: [office] }'. The key is the service, unless 'service', 'tcp' or 'udp' is given.")]
    public Dictionary<string, RuleSettings>? Allow { get; init; }

    /// <summary>What is kept out before anything is let in, by name.</summary>
    [Description("What is kept out before anything is let in: 'scanner: { from: [198.51.100.0/24] }'. Without a service: everything.")]
    public Dictionary<string, RuleSettings>? Deny { get; init; }

    /// <summary>What this host may, or may not, reach, by name.</summary>
    [Description("What this host may reach, by the same rules: 'https: {}', 'smtp: { action: deny }'.")]
    public Dictionary<string, OutgoingSettings>? Outgoing { get; init; }

    /// <summary>Lists of sources from which nothing is let in, by name.</summary>
    [Description("Lists of sources from which nothing is let in: 'firehol: { url: https://…, every: 6h }' or 'own: { file: lists/own.txt }'.")]
    public Dictionary<string, BlocklistSettings>? Blocklists { get; init; }

    /// <summary>Sources that no blocklist keeps out, besides private networks and the fleet.</summary>
    [Description("Sources that no blocklist keeps out. Private networks, the fleet's hosts and WireGuard networks never are.")]
    public IReadOnlyList<string>? NeverBlock { get; init; }

    /// <summary>Interfaces behind which containers are.</summary>
    [Description("Interfaces behind which containers are; what comes from there is let in. Default: [docker0, docker_gwbridge, br-*].")]
    public IReadOnlyList<string>? Containers { get; init; }

    /// <summary>Whether what is dropped is written to the kernel's log, ten a second at most.</summary>
    [Description("Whether what is dropped is written to the kernel's log, ten packets a second at most. Default false; counters are always kept.")]
    public bool LogDropped { get; set; }
}

/// <summary>What becomes of a packet.</summary>
public enum Verdict
{
    /// <summary>It is dropped.</summary>
    Drop,

    /// <summary>It is let through.</summary>
    Accept,
}

/// <summary>Ports under one name.</summary>
public sealed record ServiceSettings
{
    /// <summary>TCP ports.</summary>
    [Description("TCP ports and ranges: [8069, 8100-8110].")]
    public IReadOnlyList<string>? Tcp { get; init; }

    /// <summary>UDP ports.</summary>
    [Description("UDP ports and ranges.")]
    public IReadOnlyList<string>? Udp { get; init; }
}

/// <summary>One rule for what comes in.</summary>
public sealed record RuleSettings
{
    /// <summary>A service by name; default: the rule's own name.</summary>
    [Description("A service by name. Default: the rule's own name.")]
    public string? Service { get; init; }

    /// <summary>TCP ports.</summary>
    [Description("TCP ports and ranges, instead of a service.")]
    public IReadOnlyList<string>? Tcp { get; init; }

    /// <summary>UDP ports.</summary>
    [Description("UDP ports and ranges, instead of a service.")]
    public IReadOnlyList<string>? Udp { get; init; }

    /// <summary>From where; default: anywhere.</summary>
    [Description("Zones and sources: [office, 192.0.2.7, host:backup-01, network:mint0]. Default: anywhere.")]
    public IReadOnlyList<string>? From { get; init; }

    /// <summary>How many new connections one source may make.</summary>
    [Description("How many new connections one source may make: '10/minute'; also second, hour, day. Not for 'deny'.")]
    public string? Limit { get; init; }

    /// <summary>Whether new connections are written to the kernel's log.</summary>
    [Description("Whether new connections are written to the kernel's log, ten a second at most.")]
    public bool Log { get; set; }
}

/// <summary>One rule for what goes out.</summary>
public sealed record OutgoingSettings
{
    /// <summary>A service by name; default: the rule's own name.</summary>
    [Description("A service by name. Default: the rule's own name.")]
    public string? Service { get; init; }

    /// <summary>TCP ports.</summary>
    [Description("TCP ports and ranges, instead of a service.")]
    public IReadOnlyList<string>? Tcp { get; init; }

    /// <summary>UDP ports.</summary>
    [Description("UDP ports and ranges, instead of a service.")]
    public IReadOnlyList<string>? Udp { get; init; }

    /// <summary>Where to; default: anywhere.</summary>
    [Description("Zones and addresses. Default: anywhere.")]
    public IReadOnlyList<string>? To { get; init; }

    /// <summary>Allowed or denied.</summary>
    [Description("'allow' (default) or 'deny'. What is denied comes first.")]
    public OutgoingAction Action { get; set; }

    /// <summary>Whether new connections are written to the kernel's log.</summary>
    [Description("Whether new connections are written to the kernel's log, ten a second at most.")]
    public bool Log { get; set; }
}

/// <summary>Whether something may be reached.</summary>
public enum OutgoingAction
{
    /// <summary>It may.</summary>
    Allow,

    /// <summary>It may not.</summary>
    Deny,
}

/// <summary>A list of sources from which nothing is let in.</summary>
public sealed record BlocklistSettings
{
    /// <summary>Where it is fetched from.</summary>
    [Description("Where the list is fetched from: https://…, or file:///… for one that another program of the host writes.")]
    public string? Url { get; init; }

    /// <summary>A list in the config repo.</summary>
    [Description("A list in the config repo instead: lists/own.txt.")]
    public string? File { get; init; }

    /// <summary>How old it may be; default 6h.</summary>
    [Description("How old the fetched list may be, such as 6h (default); at least 10m.")]
    public string? Every { get; init; }
}
