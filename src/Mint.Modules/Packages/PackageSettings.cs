namespace Mint.Modules.Packages;

/// <summary>One entry of the <c>packages</c> section. The key is Debian's package name, with <c>:arch</c> where it is needed.</summary>
public sealed record PackageSettings
{
    /// <summary><c>present</c> (default) or <c>absent</c>.</summary>
    public Presence State { get; init; }

    /// <summary>The exact version, epoch included (<c>1:9.18.1-1</c>), or its beginning with a star (<c>1.22.*</c>). Default: any.</summary>
    public string? Version { get; init; }

    /// <summary>Keep it from being upgraded by anything else. Default false, which also lifts a hold set by hand.</summary>
    public bool Hold { get; init; }

    /// <summary>The release to install it from, <c>bookworm-backports</c>; says nothing about a package that is installed already.</summary>
    public string? From { get; init; }

    /// <summary>With <c>absent</c>: its configuration files go too.</summary>
    public bool Purge { get; init; }
}
