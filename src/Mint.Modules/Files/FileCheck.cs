using System.Text.Json.Serialization;

namespace Mint.Modules.Files;

/// <summary>The closed list of tools that can check a file before it goes live.</summary>
public enum FileCheck
{
    /// <summary>A sudoers file, by <c>visudo -c</c>.</summary>
    [JsonStringEnumMemberName("visudo")]
    Visudo,

    /// <summary>An sshd configuration or a drop-in of it, by <c>sshd -t</c>.</summary>
    [JsonStringEnumMemberName("sshd")]
    Sshd,

    /// <summary>A whole nginx.conf (no snippet), by <c>nginx -t</c>.</summary>
    [JsonStringEnumMemberName("nginx")]
    Nginx,

    /// <summary>An nftables ruleset, by <c>nft -c</c>.</summary>
    [JsonStringEnumMemberName("nft")]
    Nft,

    /// <summary>A file below /etc/fail2ban, by <c>fail2ban-client -t</c>.</summary>
    [JsonStringEnumMemberName("fail2ban")]
    Fail2ban,

    /// <summary>A systemd unit, by <c>systemd-analyze verify</c>.</summary>
    [JsonStringEnumMemberName("systemd")]
    Systemd,

    /// <summary>A shell script, by <c>sh -n</c>.</summary>
    [JsonStringEnumMemberName("sh")]
    Sh,

    /// <summary>A bash script, by <c>bash -n</c>.</summary>
    [JsonStringEnumMemberName("bash")]
    Bash,

    /// <summary>JSON, by the agent itself.</summary>
    [JsonStringEnumMemberName("json")]
    Json,
}
