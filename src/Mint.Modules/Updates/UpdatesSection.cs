using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Mint.Modules.Updates;

/// <summary>Which upgrades are installed by themselves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpgradeChoice>))]
public enum UpgradeChoice
{
    /// <summary>Those of Debian's security archive; what leaving the key out means.</summary>
    [JsonStringEnumMemberName("security")]
    Security,

    /// <summary>All that the host's repositories have.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>None: they are only reported.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}

/// <summary>Whether the host reboots by itself.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RebootChoice>))]
public enum RebootChoice
{
    /// <summary>Never: that it is needed is only reported.</summary>
    [JsonStringEnumMemberName("never")]
    Never,

    /// <summary>When a newer kernel is installed or a package asks for it.</summary>
    [JsonStringEnumMemberName("needed")]
    Needed,
}

/// <summary>The <c>updates</c> section: upgrades of what is installed, and what has to follow them.</summary>
public sealed record UpdatesSection
{
    /// <summary><c>security</c> (default), <c>all</c> or <c>none</c>; what is not installed is reported.</summary>
    [Description("'security' (default), 'all' or 'none'; what is not installed is reported.")]
    public UpgradeChoice Upgrade { get; set; }

    /// <summary>When upgrades may be installed, in the host's time zone; default: at any time.</summary>
    [Description("When upgrades may be installed, in the host's time zone: 'sun 02:00-05:00'. Default: at any time.")]
    public string? Window { get; set; }

    /// <summary>Packages that are never upgraded by this section; a star matches any text.</summary>
    [Description("Packages that are never upgraded by this section; a star matches any text: 'linux-image-*: {}'.")]
    public Dictionary<string, Excluded>? Exclude { get; set; }

    /// <summary>How old the package lists may be; default 12h.</summary>
    [Description("How old the package lists may be before they are fetched again, such as 6h; default 12h.")]
    public string Refresh { get; set; } = "12h";

    /// <summary>Whether and when the host reboots; default: never.</summary>
    [Description("Whether and when the host reboots; default: it never does by itself.")]
    public RebootSettings? Reboot { get; set; }

    /// <summary>Restarts services that still run old libraries; left out: they are only reported.</summary>
    [Description("Restarts services that still run old libraries; left out: they are only reported.")]
    public RestartSettings? RestartServices { get; set; }
}

/// <summary>An entry of an <c>exclude</c>; its key says all.</summary>
public sealed record Excluded;

/// <summary>Whether and when a host reboots.</summary>
public sealed record RebootSettings
{
    /// <summary><c>never</c> (default) or <c>needed</c>.</summary>
    [Description("'never' (default) or 'needed'.")]
    public RebootChoice When { get; set; }

    /// <summary>When it may; default: the section's window.</summary>
    [Description("When it may, in the host's time zone: 'sun 03:00-05:00'; default: the section's window.")]
    public string? Window { get; set; }
}

/// <summary>When services are restarted that still run old libraries.</summary>
public sealed record RestartSettings
{
    /// <summary>When they may be restarted; default: the section's window.</summary>
    [Description("When they may be restarted, in the host's time zone: 'sun 02:00-05:00'; default: the section's window.")]
    public string? Window { get; set; }

    /// <summary>Units that are left alone, by full name.</summary>
    [Description("Units that are left alone, by full name: 'postgresql@16-main.service: {}'; a star matches any text.")]
    public Dictionary<string, Excluded>? Exclude { get; set; }

    /// <summary>Units that are restarted although they are left alone by default: <c>docker.service</c>.</summary>
    [Description("Units that are restarted although they are left alone by default: 'docker.service: {}', 'containerd.service: {}'.")]
    public Dictionary<string, Excluded>? Include { get; set; }
}
