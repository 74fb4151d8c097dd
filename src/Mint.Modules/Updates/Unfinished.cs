using Mint.Core.Hosts;
using Mint.Modules.Packages;

namespace Mint.Modules.Updates;

/// <summary>What a run of dpkg that was cut off left.</summary>
internal static class Unfinished
{
    private const string Journal = "/var/lib/dpkg/updates";

    /// <summary>Packages in the middle, with dpkg's word for how; its own journal counts as one.</summary>
    public static IReadOnlyList<(string Name, string Condition)> Find(IHostReader host)
    {
        var packages = host.Parse(DpkgStatus.Path, DpkgStatus.Parse).Incomplete;
        return host.List(Journal).Count == 0 ? packages : [.. packages, ("dpkg", "interrupted")];
    }
}
