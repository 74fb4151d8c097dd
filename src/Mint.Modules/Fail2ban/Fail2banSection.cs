using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Mint.Modules.Fail2ban;

/// <summary>The <c>fail2ban</c> section: who fails to log in too often is banned for a time.</summary>
public sealed record Fail2banSection
{
    /// <summary>Addresses that are never banned.</summary>
    [Description("Addresses and networks that are never banned: '[192.0.2.7, 2001:db8::/32]'. The host itself never is.")]
    public IReadOnlyList<string>? Ignore { get; init; }

    /// <summary>How long a ban lasts. Default: fail2ban's own, 10 minutes.</summary>
    [Description("How long a ban lasts, such as 1h. Default: fail2ban's own, 10m.")]
    public string? BanTime { get; init; }

    /// <summary>In which time failures are counted. Default: fail2ban's own, 10 minutes.</summary>
    [Description("In which time failures are counted, such as 10m. Default: fail2ban's own, 10m.")]
    public string? FindTime { get; init; }

    /// <summary>How many failures lead to a ban. Default: fail2ban's own, 5.</summary>
    [Description("How many failures lead to a ban. Default: fail2ban's own, 5.")]
    public int? MaxRetry { get; init; }

    /// <summary>Jails by name.</summary>
    [Description("Jails by name: those that fail2ban knows ('nginx-http-auth'), or own ones with a filter and a log_path. 'sshd' is on unless it is switched off.")]
    public Dictionary<string, JailSettings>? Jails { get; init; }
}

/// <summary>One jail: what is watched, and what is banned. What is not written is as fail2ban has it for the jail, else as for all.</summary>
public sealed record JailSettings
{
    /// <summary>Whether it is on.</summary>
    [Description("Whether it is on. Default true.")]
    public bool Enabled { get; set; } = true;

    /// <summary>Ports that a ban closes.</summary>
    [Description("Ports that a ban closes, by number or name: '80,443', 'http,https', '5000:5010'. Of sshd always those of the ssh section.")]
    public string? Port { get; init; }

    /// <summary>How many failures lead to a ban.</summary>
    [Description("How many failures lead to a ban.")]
    public int? MaxRetry { get; init; }

    /// <summary>How long a ban lasts.</summary>
    [Description("How long a ban lasts, such as 1h.")]
    public string? BanTime { get; init; }

    /// <summary>In which time failures are counted.</summary>
    [Description("In which time failures are counted, such as 10m.")]
    public string? FindTime { get; init; }

    /// <summary>The filter that finds failures.</summary>
    [Description("The filter of /etc/fail2ban/filter.d that finds failures: 'sshd', 'sshd[mode=aggressive]'.")]
    public string? Filter { get; init; }

    /// <summary>The log that is watched.</summary>
    [Description("The log that is watched; it may hold stars, and one file of that name must be there.")]
    public string? LogPath { get; init; }

    /// <summary>How it is watched.</summary>
    [Description("How it is watched: 'auto' or 'polling' for log files, 'systemd' for the journal. Default: the journal for sshd, else 'auto'.")]
    public JailBackend? Backend { get; init; }
}

/// <summary>How a log is watched.</summary>
public enum JailBackend
{
    /// <summary>A log file, by what works.</summary>
    Auto,

    /// <summary>A log file, by looking again and again.</summary>
    Polling,

    /// <summary>The journal.</summary>
    Systemd,
}

/// <summary>Source-generated contracts of the section.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Fail2banSection))]
internal sealed partial class Fail2banJson : JsonSerializerContext;
