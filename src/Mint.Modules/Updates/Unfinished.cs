using Mint.Core.Hosts;
using Mint.Modules.Packages;

namespace Mint.Modules.Updates;

/// <summary>What a run of dpkg that was cut off left.</summary>
internal static class Unfinished
{
    private const string Journal = "/var/lib/dpkg/updates";

    // The kernel cuts a process's name after 15 letters.
    private const string Unattended = "unattended-upgr";

    private static readonly string[] Installers = ["apt", "apt-get", "aptitude", "dpkg", Unattended];

    /// <summary>A program that is installing something right now; null when there is none.</summary>
    public static string? AtWork(IHostReader host) => ProcessFile.Processes(host)
        .Select(p => (Process: p, Name: ProcessFile.Read(host, p, "comm").Trim()))
        .FirstOrDefault(p => Installers.Contains(p.Name) && !(p.Name == Unattended && OnlyWaits(p.Process, host))).Name;

    /// <summary>Debian's helper that delays a shutdown during an upgrade has the same name, and is always there.</summary>
    private static bool OnlyWaits(string process, IHostReader host) =>
        ProcessFile.Read(host, process, "cmdline").Contains("unattended-upgrade-shutdown", StringComparison.Ordinal);

    /// <summary>Packages in the middle, with dpkg's word for how; its own journal counts as one.</summary>
    public static IReadOnlyList<(string Name, string Condition)> Find(IHostReader host)
    {
        var packages = host.Parse(DpkgStatus.Path, DpkgStatus.Parse).Incomplete;
        return host.List(Journal).Count == 0 ? packages : [.. packages, ("dpkg", "interrupted")];
    }
}
