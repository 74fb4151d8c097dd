namespace Mint.LabTests.Hosts;

/// <summary>The Debian releases the lab has hosts of.</summary>
public enum DebianRelease
{
    /// <summary>Debian 12.</summary>
    Bookworm,

    /// <summary>Debian 13.</summary>
    Trixie,
}
