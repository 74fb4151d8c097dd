using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Mint.Modules.HostSystem;

/// <summary>The <c>system</c> section: what a host is by itself.</summary>
public sealed record SystemSection
{
    /// <summary>The host's name.</summary>
    [Description("The host's own name, short or fully qualified.")]
    public string? Hostname { get; init; }

    /// <summary>The time zone.</summary>
    [Description("Time zone by its name in the tz database: Europe/Zurich.")]
    public string? Timezone { get; init; }

    /// <summary>Locales.</summary>
    [Description("The default locale, and locales to generate.")]
    public LocaleSettings? Locale { get; init; }

    /// <summary>Kernel parameters.</summary>
    [Description("Kernel parameters by name: net.ipv4.ip_forward: 1. Set at once and at every boot.")]
    public Dictionary<string, string>? Sysctl { get; init; }

    /// <summary>Kernel modules.</summary>
    [Description("Kernel modules by name: blacklist (never loaded) or load (at boot).")]
    public Dictionary<string, KernelModuleUse>? KernelModules { get; init; }

    /// <summary>Entries of /etc/hosts.</summary>
    [Description("Entries of /etc/hosts: address → its names. Other entries of the file stay.")]
    public Dictionary<string, IReadOnlyList<string>>? Hosts { get; init; }

    /// <summary>Message of the day.</summary>
    [Description("Message of the day: the text of /etc/motd.")]
    public string? Motd { get; init; }

    /// <summary>Name resolution.</summary>
    [Description("Where names are looked up.")]
    public ResolverSettings? Resolver { get; init; }
}

/// <summary>Locales of a host.</summary>
public sealed record LocaleSettings
{
    /// <summary>LANG.</summary>
    [Description("The default locale (LANG): de_CH.UTF-8. It is generated as well.")]
    public string? Default { get; init; }

    /// <summary>LANGUAGE.</summary>
    [Description("Languages of messages, in order of preference (LANGUAGE): de_CH:de:en.")]
    public string? Language { get; init; }

    /// <summary>LC_ variables.</summary>
    [Description("LC_ variables that differ from the default: LC_TIME: de_CH.UTF-8.")]
    public Dictionary<string, string>? Categories { get; init; }

    /// <summary>Further locales.</summary>
    [Description("Further locales to generate.")]
    public IReadOnlyList<string>? Generate { get; init; }
}

/// <summary>What is to be done about a kernel module.</summary>
public enum KernelModuleUse
{
    /// <summary>It is never loaded, not even on request.</summary>
    [JsonStringEnumMemberName("blacklist")]
    Blacklist,

    /// <summary>It is loaded at boot.</summary>
    [JsonStringEnumMemberName("load")]
    Load,
}

/// <summary>Name resolution of a host.</summary>
public sealed record ResolverSettings
{
    /// <summary>DNS servers.</summary>
    [Description("Addresses of DNS servers, in order.")]
    public IReadOnlyList<string>? Nameservers { get; init; }

    /// <summary>DNS servers of last resort.</summary>
    [Description("DNS servers of last resort; in a resolv.conf they follow the others.")]
    public IReadOnlyList<string>? FallbackNameservers { get; init; }

    /// <summary>Domains.</summary>
    [Description("Domains in which short names are looked up, the host's own first.")]
    public IReadOnlyList<string>? Search { get; init; }

    /// <summary>Resolver options.</summary>
    [Description("Options of resolv.conf(5): [edns0, timeout:2]. Only with a file.")]
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>What is managed.</summary>
    [Description("file: /etc/resolv.conf itself; systemd-resolved: that service's configuration. Without it, a resolv.conf that is a link is left alone.")]
    public ResolverManage? Manage { get; init; }
}

/// <summary>What the resolver's settings are written to.</summary>
public enum ResolverManage
{
    /// <summary>/etc/resolv.conf.</summary>
    [JsonStringEnumMemberName("file")]
    File,

    /// <summary>A drop-in of systemd-resolved.</summary>
    [JsonStringEnumMemberName("systemd-resolved")]
    SystemdResolved,
}
