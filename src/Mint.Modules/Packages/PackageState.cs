namespace Mint.Modules.Packages;

/// <summary>What dpkg says of a package that is at least unpacked. Removed packages whose configuration files stayed count as absent.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Condition">dpkg's word: <c>installed</c>, or what an interrupted run left (<c>half-configured</c>, <c>unpacked</c> …).</param>
/// <param name="Held">Kept from upgrades.</param>
/// <param name="Essential">The system may break without it.</param>
public sealed record PackageState(string Version, string Condition = "installed", bool Held = false, bool Essential = false)
{
    /// <summary>Whether dpkg finished its work; a trigger that is still to run does not count against it.</summary>
    public bool IsComplete => Condition is "installed" or "triggers-awaited" or "triggers-pending";
}
