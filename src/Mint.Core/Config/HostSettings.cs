using System.ComponentModel;
using Mint.Core.Graph;
using Mint.Core.Hosts;

namespace Mint.Core.Config;

/// <summary>What a layer may say besides sections.</summary>
public sealed record HostSettings
{
    /// <summary>Whom the host belongs to; null when nobody said.</summary>
    [Description("The customer that the host belongs to; ${customer} in values.")]
    public string? Customer { get; init; }

    /// <summary>Enforce or only observe.</summary>
    [Description("enforce: make the host match. observe: report what differs, change nothing.")]
    public Mode Mode { get; set; }

    /// <summary>Modes that differ, by section (<c>packages</c>) or resource (<c>file//etc/motd</c>).</summary>
    [Description("Modes that differ from the host's, by section (packages) or resource (file//etc/motd).")]
    public IReadOnlyDictionary<string, Mode> Modes { get; set; } = new Dictionary<string, Mode>();

    /// <summary>How much one plan may do.</summary>
    [Description("How much one plan may do before it is held.")]
    public ChangeLimits Limits { get; set; } = new();

    /// <summary>Maintenance windows by name.</summary>
    [Description("Weekly times outside of which some resources are left alone, by name.")]
    public IReadOnlyDictionary<string, MaintenanceSetting> Maintenance { get; set; } = new Dictionary<string, MaintenanceSetting>();

    /// <summary>How long a host may say nothing before the coordinator counts it as silent; a duration. Null: the coordinator's own.</summary>
    [Description("How long the host may say nothing before the coordinator counts it as silent, such as 10m.")]
    public string? SilentAfter { get; init; }

    /// <summary>The public half of the host's own SSH key: what its secrets are encrypted to, and what others know it by.</summary>
    [Description("The host's SSH host key, as in /etc/ssh/ssh_host_ed25519_key.pub: its secrets are encrypted to it, and others know the host by it.")]
    public string? SshHostKey { get; init; }

    /// <summary>Names and addresses by which others reach the host's sshd, besides its name: <c>[acme.example.org]:2222</c> where the port is not 22.</summary>
    [Description("Names and addresses by which others reach the host's sshd, besides its name; '[acme.example.org]:2222' where the port is not 22.")]
    public IReadOnlyList<string>? SshHostNames { get; init; }

    /// <summary>Addresses under which others reach the host, IPv4 and IPv6; null when nobody said. Only the host's own file counts for others.</summary>
    [Description("Addresses under which others reach the host, IPv4 and IPv6: for firewalls that name it, WireGuard peers and checks from outside.")]
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>Values for <c>${name}</c>.</summary>
    [Description("Values for ${name}. host and customer are built in.")]
    public IReadOnlyDictionary<string, SecretOrText> Vars { get; set; } = new Dictionary<string, SecretOrText>();
}
