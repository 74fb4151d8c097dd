using System.ComponentModel;

namespace Mint.Modules.Packages;

/// <summary>One entry of the <c>packages</c> section. The key is Debian's package name, with <c>:arch</c> where it is needed.</summary>
public sealed record PackageSettings
{
    /// <summary><c>present</c> (default) or <c>absent</c>.</summary>
    [Description("'present' (default) or 'absent'.")]
    public Presence State { get; set; }

    /// <summary>The exact version, epoch included (<c>1:9.18.1-1</c>), or its beginning with a star (<c>1.22.*</c>). Default: any.</summary>
    [Description("The exact version, epoch included ('1:9.18.1-1'), or its beginning with a star ('1.22.*'). Default: any.")]
    public string? Version { get; set; }

    /// <summary>Keep it from being upgraded by anything else. Default false, which also lifts a hold set by hand.</summary>
    [Description("Keep it from being upgraded by anything else. Default false, which also lifts a hold set by hand.")]
    public bool Hold { get; set; }

    /// <summary>The release to install it from, <c>bookworm-backports</c>; says nothing about a package that is installed already.</summary>
    [Description("The release to install it from, 'bookworm-backports'; says nothing about a package that is installed already.")]
    public string? From { get; set; }

    /// <summary>With <c>absent</c>: its configuration files go too.</summary>
    [Description("With 'absent': its configuration files go too.")]
    public bool Purge { get; set; }
}
