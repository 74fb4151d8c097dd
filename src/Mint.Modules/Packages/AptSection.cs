namespace Mint.Modules.Packages;

/// <summary>The <c>apt</c> section: where packages come from and which of them are preferred.</summary>
public sealed record AptSection
{
    /// <summary>Whether apt installs what packages recommend; default: what the host's apt does (Debian: yes).</summary>
    public bool? InstallRecommends { get; init; }

    /// <summary>Repositories by name; each becomes <c>/etc/apt/sources.list.d/NAME.sources</c>.</summary>
    public Dictionary<string, RepositorySettings>? Repositories { get; init; }

    /// <summary>Pins by name; each becomes <c>/etc/apt/preferences.d/mint-NAME</c>.</summary>
    public Dictionary<string, PinSettings>? Pins { get; init; }
}

/// <summary>One repository. Exactly one of <see cref="Key"/>, <see cref="SignedBy"/> and <see cref="Trusted"/> says why it is believed.</summary>
public sealed record RepositorySettings
{
    /// <summary>Its addresses: <c>https:</c>, <c>http:</c> or <c>file:</c>.</summary>
    public IReadOnlyList<string>? Uris { get; init; }

    /// <summary>Suites: <c>bookworm</c>, or a path that ends with a slash for a flat repository.</summary>
    public IReadOnlyList<string>? Suites { get; init; }

    /// <summary>Components: <c>main</c>, <c>contrib</c> …; none with a flat repository.</summary>
    public IReadOnlyList<string>? Components { get; init; }

    /// <summary>Architectures; default: the host's.</summary>
    public IReadOnlyList<string>? Architectures { get; init; }

    /// <summary>Source packages, too. Default false.</summary>
    public bool SourcePackages { get; init; }

    /// <summary>The signing key: a file of the config repo, or the armored key itself. It becomes a file under <c>/etc/apt/keyrings</c>.</summary>
    public string? Key { get; init; }

    /// <summary>A keyring that is on the host already, such as <c>/usr/share/keyrings/debian-archive-keyring.gpg</c>.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Believe it without any signature. Only for a repository on the host itself or on a trusted wire.</summary>
    public bool Trusted { get; init; }
}

/// <summary>One apt preference.</summary>
public sealed record PinSettings
{
    /// <summary>Package names; a star matches any text.</summary>
    public IReadOnlyList<string>? Packages { get; init; }

    /// <summary>What is pinned: <c>release a=bookworm-backports</c>, <c>version 1.22*</c> or <c>origin deb.example.org</c>.</summary>
    public string? Pin { get; init; }

    /// <summary>Priority, -32768 to 32767; negative never installs, above 1000 downgrades.</summary>
    public int Priority { get; init; }
}
