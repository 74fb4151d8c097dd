using System.ComponentModel;

namespace Mint.Modules.Ssh;

/// <summary>The <c>ssh</c> section: who may log in by ssh, and how.</summary>
public sealed record SshSection
{
    /// <summary>A port or several. Default: sshd's own, 22.</summary>
    [Description("A port, or a list of ports, that sshd listens on. Default: its own, 22.")]
    public SshValues? Port { get; init; }

    /// <summary>How root may log in.</summary>
    [Description("How root may log in: 'key_only' (the default), 'no', or 'yes'.")]
    public RootLogin RootLogin { get; set; }

    /// <summary>Whether a password opens a session.</summary>
    [Description("Whether a password opens a session. Default false: keys only.")]
    public bool PasswordLogin { get; set; }

    /// <summary>The only users who may log in. Default: everybody.</summary>
    [Description("The only users who may log in, as a map so that layers merge: '{anna: {}, deploy: {}}'. Default: everybody.")]
    public Dictionary<string, AllowedLogin>? AllowedUsers { get; init; }

    /// <summary>The only groups whose members may log in. Default: all.</summary>
    [Description("The only groups whose members may log in, as a map: '{ssh-users: {}}'. Default: all.")]
    public Dictionary<string, AllowedLogin>? AllowedGroups { get; init; }

    /// <summary>Choice of algorithms. Default: sshd's own.</summary>
    [Description("Algorithms: 'modern' leaves the weaker ones out, 'compatible' adds those that old clients need. Default: sshd's own.")]
    public SshProfile? Profile { get; init; }

    /// <summary>Further keywords of sshd_config.</summary>
    [Description("Further keywords of sshd_config: '{MaxAuthTries: 3, AcceptEnv: [LANG, LC_*]}'.")]
    public Dictionary<string, SshValues>? Settings { get; init; }

    /// <summary>Whose host keys this host knows.</summary>
    [Description("'fleet': /etc/ssh/ssh_known_hosts holds the keys of the fleet's other hosts that have an ssh_host_key. Default: 'none'.")]
    public KnownHosts KnownHosts { get; set; }
}

/// <summary>How root may log in.</summary>
public enum RootLogin
{
    /// <summary>By key, never by password.</summary>
    KeyOnly,

    /// <summary>Not at all.</summary>
    No,

    /// <summary>By whatever else is allowed.</summary>
    Yes,
}

/// <summary>A choice of algorithms.</summary>
public enum SshProfile
{
    /// <summary>Without the weaker ones of sshd's own choice.</summary>
    Modern,

    /// <summary>With those that old clients need.</summary>
    Compatible,
}

/// <summary>Whose host keys are known.</summary>
public enum KnownHosts
{
    /// <summary>Not managed.</summary>
    None,

    /// <summary>Those of the fleet's other hosts.</summary>
    Fleet,
}

/// <summary>A user or a group that may log in; it has nothing to set.</summary>
public sealed record AllowedLogin;
