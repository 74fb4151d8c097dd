namespace Mint.Modules.Packages;

/// <summary>What is wanted of one Debian package.</summary>
/// <param name="Present">Installed, or not there.</param>
/// <param name="Version">An exact version or a beginning that ends with a star; null for any.</param>
/// <param name="Hold">Kept from upgrades.</param>
/// <param name="From">Release to install from; null for what apt would choose.</param>
/// <param name="Purge">Removing takes the configuration files too.</param>
public sealed record PackageSpec(bool Present, string? Version = null, bool Hold = false, string? From = null, bool Purge = false)
{
    /// <summary>Whether an installed version is what is asked for.</summary>
    public bool Accepts(string version) => Version is null || PackageVersion.Matches(Version, version);
}
