using System.ComponentModel;

namespace Mint.Modules.Users;

/// <summary>One entry of the <c>user_groups</c> section. The key is the group's name.</summary>
public sealed record GroupSettings
{
    /// <summary>Numeric id for a new group; an existing one's is never changed. Default: the next free.</summary>
    [Description("Numeric id for a new group; an existing one's is never changed. Default: the next free.")]
    public int? Gid { get; set; }

    /// <summary>A service's group, with a low id. Default false.</summary>
    [Description("A service's group, with a low id. Default false.")]
    public bool System { get; set; }

    /// <summary>What its members may do by sudo: <c>nopasswd</c>, <c>password</c>, <c>none</c> or a list of commands.</summary>
    [Description("What its members may do by sudo: 'nopasswd', 'password', 'none' or a list of commands.")]
    public SudoSettings? Sudo { get; set; }
}
