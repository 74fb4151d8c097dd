using Mint.Core.Guarding;
using Mint.Modules.Packages;

namespace Mint.Modules.Updates;

/// <summary>Which of the pending upgrades are wanted.</summary>
/// <param name="Exclude">Names, with a star for any text, of packages that are left alone.</param>
/// <param name="Versions">Versions that the <c>packages</c> section wants of some packages: nothing else is installed of these.</param>
public sealed record UpgradeSpec(IReadOnlyList<string> Exclude, SortedDictionary<string, string> Versions)
{
    /// <summary>Whether a package may become this version.</summary>
    internal bool Allows(string package, string version)
    {
        var name = PackageName.WithoutArchitecture(package);
        return !Exclude.Any(pattern => Glob.Matches(pattern, name))
            && (!Versions.TryGetValue(name, out var wanted) || PackageVersion.Matches(wanted, version));
    }
}

/// <summary>What was found due.</summary>
/// <param name="Upgrades">Upgrades that wait.</param>
/// <param name="Unfinished">Packages that an interrupted run left in the middle, with dpkg's word for how.</param>
internal sealed record UpgradeState(IReadOnlyList<Upgrade> Upgrades, IReadOnlyList<(string Name, string Condition)> Unfinished);
