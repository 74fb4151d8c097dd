using System.ComponentModel;

namespace Mint.Modules.Packages;

/// <summary>The <c>apt</c> section: where packages come from and which of them are preferred.</summary>
public sealed record AptSection
{
    /// <summary>Whether apt installs what packages recommend; default: what the host's apt does (Debian: yes).</summary>
    [Description("Whether apt installs what packages recommend; default: what the host's apt does (Debian: yes).")]
    public bool? InstallRecommends { get; set; }

    /// <summary>Repositories by name; each becomes <c>/etc/apt/sources.list.d/NAME.sources</c>.</summary>
    [Description("Repositories by name; each becomes '/etc/apt/sources.list.d/NAME.sources'.")]
    public Dictionary<string, RepositorySettings>? Repositories { get; set; }

    /// <summary>Pins by name; each becomes <c>/etc/apt/preferences.d/mint-NAME</c>.</summary>
    [Description("Pins by name; each becomes '/etc/apt/preferences.d/mint-NAME'.")]
    public Dictionary<string, PinSettings>? Pins { get; set; }
}

/// <summary>One repository. Exactly one of <see cref="Key"/>, <see cref="SignedBy"/> and <see cref="Trusted"/> says why it is believed.</summary>
public sealed record RepositorySettings
{
    /// <summary>Its addresses: <c>https:</c>, <c>http:</c> or <c>file:</c>.</summary>
    [Description("Its addresses: 'https:', 'http:' or 'file:'.")]
    public IReadOnlyList<string>? Uris { get; set; }

    /// <summary>Suites: <c>bookworm</c>, or a path that ends with a slash for a flat repository.</summary>
    [Description("Suites: 'bookworm', or a path that ends with a slash for a flat repository.")]
    public IReadOnlyList<string>? Suites { get; set; }

    /// <summary>Components: <c>main</c>, <c>contrib</c> …; none with a flat repository.</summary>
    [Description("Components: 'main', 'contrib' …; none with a flat repository.")]
    public IReadOnlyList<string>? Components { get; set; }

    /// <summary>Architectures; default: the host's.</summary>
    [Description("Architectures; default: the host's.")]
    public IReadOnlyList<string>? Architectures { get; set; }

    /// <summary>Source packages, too. Default false.</summary>
    [Description("Source packages, too. Default false.")]
    public bool SourcePackages { get; set; }

    /// <summary>The signing key: a file of the config repo, or the armored key itself. It becomes a file under <c>/etc/apt/keyrings</c>.</summary>
    [Description("The signing key: a file of the config repo, or the armored key itself. It becomes a file under '/etc/apt/keyrings'.")]
    public string? Key { get; set; }

    /// <summary>A keyring that is on the host already, such as <c>/usr/share/keyrings/debian-archive-keyring.gpg</c>.</summary>
    [Description("A keyring that is on the host already, such as '/usr/share/keyrings/debian-archive-keyring.gpg'.")]
    public string? SignedBy { get; set; }

    /// <summary>Believe it without any signature. Only for a repository on the host itself or on a trusted wire.</summary>
    [Description("Believe it without any signature. Only for a repository on the host itself or on a trusted wire.")]
    public bool Trusted { get; set; }
}

/// <summary>One apt preference.</summary>
public sealed record PinSettings
{
    /// <summary>Package names; a star matches any text.</summary>
    [Description("Package names; a star matches any text.")]
    public IReadOnlyList<string>? Packages { get; set; }

    /// <summary>What is pinned: <c>release a=bookworm-backports</c>, <c>version 1.22*</c> or <c>origin deb.example.org</c>.</summary>
    [Description("What is pinned: 'release a=bookworm-backports', 'version 1.22*' or 'origin deb.example.org'.")]
    public string? Pin { get; set; }

    /// <summary>Priority, -32768 to 32767; negative never installs, above 1000 downgrades.</summary>
    [Description("Priority, -32768 to 32767; negative never installs, above 1000 downgrades.")]
    public int Priority { get; set; }
}
