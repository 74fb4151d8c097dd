using System.ComponentModel;
using System.Text.Json.Serialization;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>One entry of the <c>users</c> section. The key is the login name.</summary>
public sealed record UserSettings
{
    /// <summary><c>present</c> (default) or <c>absent</c>. An absent user's sessions end, the home directory stays.</summary>
    [Description("'present' (default) or 'absent'. An absent user's sessions end, the home directory stays.")]
    public Presence State { get; set; }

    /// <summary>With <c>state: absent</c>: the home directory and the mail spool go with the user. Default false.</summary>
    [Description("With 'state: absent': the home directory and the mail spool go with the user. Default false.")]
    public bool DeleteHome { get; set; }

    /// <summary>Numeric id for a new user; an existing one's is never changed. Default: the next free.</summary>
    [Description("Numeric id for a new user; an existing one's is never changed. Default: the next free.")]
    public int? Uid { get; set; }

    /// <summary>The person's name. Default: not looked at.</summary>
    [Description("The person's name. Default: not looked at.")]
    public string? Comment { get; set; }

    /// <summary>Login shell. Default: <c>/bin/bash</c>, for a system user <c>/usr/sbin/nologin</c>.</summary>
    [Description("Login shell. Default: '/bin/bash', for a system user '/usr/sbin/nologin'.")]
    public string? Shell { get; set; }

    /// <summary>Home directory. Default: <c>/home/NAME</c>, for a system user <c>/nonexistent</c>; an existing user's is not looked at.</summary>
    [Description("Home directory. Default: '/home/NAME', for a system user '/nonexistent'; an existing user's is not looked at.")]
    public string? Home { get; set; }

    /// <summary>Primary group, which must exist or be declared. Default: one of the user's own name.</summary>
    [Description("Primary group, which must exist or be declared. Default: one of the user's own name.")]
    public string? Group { get; set; }

    /// <summary>Supplementary groups, as a map so that layers merge: <c>{docker: {}, adm: {}}</c>.</summary>
    [Description("Supplementary groups, as a map so that layers merge: '{docker: {}, adm: {}}'.")]
    public Dictionary<string, MembershipSettings>? Groups { get; set; }

    /// <summary>No supplementary groups but the declared ones. Default false: others are left alone.</summary>
    [Description("No supplementary groups but the declared ones. Default false: others are left alone.")]
    public bool ExclusiveGroups { get; set; }

    /// <summary>Public keys by a name for each. Given, even empty, they are the only ones; not given, the file is left alone.</summary>
    [Description("Public keys by a name for each. Given, even empty, they are the only ones; not given, the file is left alone.")]
    public Dictionary<string, SshKeySettings>? SshKeys { get; set; }

    /// <summary><c>nopasswd</c> (all commands), <c>password</c> (all, with the user's password), <c>none</c>, or a list of commands without password.</summary>
    [Description("'nopasswd' (all commands), 'password' (all, with the user's password), 'none', or a list of commands without password.")]
    public SudoSettings? Sudo { get; set; }

    /// <summary>Hash of the password, as mkpasswd(1) prints it. Default: not looked at; a new user has none.</summary>
    [Description("Hash of the password, as mkpasswd(1) prints it. Default: not looked at; a new user has none.")]
    [JsonConverter(typeof(SecretJsonConverter))]
    public Secret? Password { get; set; }

    /// <summary>A service's account: a low id and no login. Default false.</summary>
    [Description("A service's account: a low id and no login. Default false.")]
    public bool System { get; set; }

    /// <summary>Kept from logging in by password and by key, and expired; open sessions end. Default false.</summary>
    [Description("Kept from logging in by password and by key, and expired; open sessions end. Default false.")]
    public bool Locked { get; set; }

    /// <summary>This person gets in by means that are not declared here (a password at the console, LDAP), which counts as a way in.</summary>
    [Description("This person gets in by means that are not declared here (a password at the console, LDAP), which counts as a way in.")]
    public bool WayIn { get; set; }
}

/// <summary>Membership in one group; it has nothing to set.</summary>
public sealed record MembershipSettings;

/// <summary>One public key; in YAML either the key's text or a map with options.</summary>
/// <param name="Key">The key: type, base 64, comment.</param>
/// <param name="Options">Options that stand before it, as sshd(8) describes: <c>restrict,command="…"</c>; null for none.</param>
[JsonConverter(typeof(SshKeySettingsConverter))]
public sealed record SshKeySettings(string Key, string? Options = null);

/// <summary>What one may do by sudo; in YAML a word or a list of commands.</summary>
/// <param name="Level">All commands, or none, or those listed.</param>
/// <param name="Commands">Absolute commands; only with <see cref="SudoLevel.Commands"/>.</param>
[JsonConverter(typeof(SudoSettingsConverter))]
public sealed record SudoSettings(SudoLevel Level, IReadOnlyList<string> Commands);

/// <summary>How much sudo.</summary>
public enum SudoLevel
{
    /// <summary>No rule.</summary>
    None,

    /// <summary>All commands, after one's own password.</summary>
    Password,

    /// <summary>All commands, unasked.</summary>
    NoPassword,

    /// <summary>Only the listed ones, unasked.</summary>
    Commands,
}
