using System.Text;
using Mint.Core.Hosts;
using Mint.Modules.Packages;

namespace Mint.Modules.Updates;

/// <summary>A kernel's name as <c>uname -r</c> prints it, <c>6.1.0-31-cloud-amd64</c>: its version, and the flavour that it was built in.</summary>
/// <param name="Name">The whole.</param>
/// <param name="Version">The part that rises.</param>
/// <param name="Flavour">The rest: <c>amd64</c>, <c>cloud-amd64</c>; only kernels of one flavour stand for each other.</param>
internal sealed record KernelRelease(string Name, string Version, string Flavour)
{
    private const string Package = "linux-image-";

    /// <summary>Reads a name: the words that begin with a digit are the version.</summary>
    public static KernelRelease Parse(string name)
    {
        var words = name.Split('-');
        var count = words.TakeWhile(w => w.Length > 0 && char.IsAsciiDigit(w[0])).Count();
        return new KernelRelease(name, string.Join('-', words[..count]), string.Join('-', words[count..]));
    }

    /// <summary>
    /// Why the running kernel is an old one: <c>6.1.0-28-amd64 → 6.1.0-31-amd64</c>. Null when it is the newest of its flavour that is installed,
    /// and where no kernel is installed, as in a container.
    /// </summary>
    public static string? Outdated(IHostReader host)
    {
        var status = host.Parse(DpkgStatus.Path, DpkgStatus.Parse);
        var running = Parse(Text(host, "/proc/sys/kernel/osrelease"));
        var newest = status.NamesFrom(Package)
            .Where(n => status.Find(n) is { IsComplete: true })
            .Select(n => Parse(n[Package.Length..]))
            .Where(k => k.Version.Length > 0 && k.Flavour == running.Flavour && host.Stat($"/boot/vmlinuz-{k.Name}") is not null)
            .MaxBy(k => k.Version, DebianVersion.Order);
        if (newest is null || running.Version.Length == 0)
        {
            return null;
        }

        var order = DebianVersion.Order.Compare(newest.Version, running.Version);
        return order > 0 ? $"{running.Name} → {newest.Name}"
            : order == 0 ? Rebuilt(running, status, Text(host, "/proc/version"))
            : null;
    }

    /// <summary>An update that keeps the kernel's name: only the build that the running one tells of itself gives it away.</summary>
    private static string? Rebuilt(KernelRelease running, DpkgStatus status, string banner)
    {
        const string mark = " Debian ";
        var at = banner.LastIndexOf(mark, StringComparison.Ordinal);
        var build = at < 0 ? "" : banner[(at + mark.Length)..].Split(' ')[0];
        return build.Length > 0 && status.Find(Package + running.Name) is { } installed && DebianVersion.Order.Compare(installed.Version, build) > 0
            ? $"{running.Name} {build} → {installed.Version}"
            : null;
    }

    private static string Text(IHostReader host, string path) => Encoding.UTF8.GetString(host.ReadFile(path) ?? []).Trim();
}
