namespace Mint.Core.Hosts;

/// <summary>
/// A program that only reads. The constructor is private: this file is the closed list of what observing may run, so
/// reviewing it is reviewing the promise that a plan cannot mutate. Every factory says why the program does not write.
/// </summary>
public sealed record ReadOnlyCommand
{
    private ReadOnlyCommand(string program, params string[] arguments) => (Program, Arguments) = (program, arguments);

    /// <summary>The program's name.</summary>
    public string Program { get; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Equal queries of one pass are answered from memory; this is the key.</summary>
    public string Key => $"{Program}\0{string.Join('\0', Arguments)}";

    /// <summary>Whether a unit is enabled, for the rare unit that symlinks do not tell; <c>is-enabled</c> only prints.</summary>
    public static ReadOnlyCommand UnitIsEnabled(string unit) => new("systemctl", "is-enabled", "--", unit);

    /// <summary>State of units, where D-Bus can't be reached; <c>show</c> only prints.</summary>
    public static ReadOnlyCommand ShowUnits() => new(
        "systemctl", "list-units", "--all", "--plain", "--no-legend", "--no-pager", "--full");

    /// <summary>Version that apt would install; <c>policy</c> only prints.</summary>
    public static ReadOnlyCommand AptPolicy(IEnumerable<string> packages) => new("apt-cache", ["policy", "--", .. packages]);

    /// <summary>
    /// What apt would upgrade without removing anything. <c>-s</c> only prints, and takes no lock; without the two cache files it does not even
    /// renew apt's cache of the lists.
    /// </summary>
    public static ReadOnlyCommand AptUpgrade() => new("apt-get", [.. Simulation, "upgrade", "--with-new-pkgs"]);

    /// <summary>What apt would upgrade if it were free to remove packages; only prints, as <see cref="AptUpgrade"/>.</summary>
    public static ReadOnlyCommand AptFullUpgrade() => new("apt-get", [.. Simulation, "dist-upgrade"]);

    /// <summary>Locales that are generated; <c>-a</c> only prints.</summary>
    public static ReadOnlyCommand Locales() => new("locale", "-a");

    /// <summary>Our table as the kernel has it, without counters; <c>list</c> only prints.</summary>
    public static ReadOnlyCommand NftTable() => new("nft", "-s", "list", "table", "inet", "mint");

    /// <summary>Our table with its counters and without the elements of its sets; <c>list</c> only prints.</summary>
    public static ReadOnlyCommand NftCounters() => new("nft", "-t", "list", "table", "inet", "mint");

    /// <summary>
    /// Our table as the kernel would have it if a file were loaded. It is loaded into a network namespace of its own, which has no network and ends with
    /// the program: no rule of the host changes.
    /// </summary>
    public static ReadOnlyCommand NftTableOf(string file) =>
        new("unshare", "--net", "--", "sh", "-c", "nft -f \"$1\" && nft -s list table inet mint", "sh", file);

    /// <summary>
    /// What is in force on a WireGuard interface; <c>showconf</c> only prints. The private key is in the answer, so it is asked for only where a way
    /// back is kept, which is root's alone.
    /// </summary>
    public static ReadOnlyCommand WireGuardConfiguration(string name) => new("wg", "showconf", name);

    private static readonly string[] Simulation =
        ["-s", "-q", "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=", "-o", "APT::Color=0"];

    /// <inheritdoc/>
    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}
