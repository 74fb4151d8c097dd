using System.Text;
using Mint.Core.Confirming;
using Mint.Core.Hosts;

namespace Mint.Modules.Files;

/// <summary>Files that say how a host is in the network: a wrong line of them cuts it off.</summary>
internal static class NetworkFile
{
    private static readonly (string Folder, string Service)[] Folders =
    [
        ("/etc/network/", "networking.service"),
        ("/etc/systemd/network/", "systemd-networkd.service"),
        ("/etc/netplan/", ""),
        ("/etc/NetworkManager/", "NetworkManager.service"),
        ("/etc/systemd/resolved.conf.d/", "systemd-resolved.service"),
    ];

    private static readonly string[] Single = ["/etc/resolv.conf", "/etc/systemd/resolved.conf"];

    /// <summary>Whether a path is one.</summary>
    public static bool Is(string path) => Single.Contains(path) || Folders.Any(f => path.StartsWith(f.Folder, StringComparison.Ordinal));

    /// <summary>The file as it is, a restart of what reads it, and at last the default routes as they are: those a restart may lose.</summary>
    public static async ValueTask<RestorePoint> WayBackAsync(string path, IHostReader host, CancellationToken ct)
    {
        var (files, commands) = WayBack.OfAny(path, host);
        return new RestorePoint(files, [.. commands, .. await ReadAgainAsync(path, host, ct), .. Routes(host)]);
    }

    private static async ValueTask<IEnumerable<RestoreCommand>> ReadAgainAsync(string path, IHostReader host, CancellationToken ct)
    {
        if (path.StartsWith("/etc/netplan/", StringComparison.Ordinal))
        {
            return host.Stat("/usr/sbin/netplan") is null ? [] : [new RestoreCommand("netplan", "apply")];
        }

        var service = path == Single[1] ? "systemd-resolved.service"
            : Folders.FirstOrDefault(f => path.StartsWith(f.Folder, StringComparison.Ordinal)).Service;
        return service is not null && (await host.LoadedUnitsAsync(ct)).GetValueOrDefault(service)?.ActiveState == "active"
            ? [new RestoreCommand("systemctl", "restart", "--", service)]
            : [];
    }

    /// <summary>One line of <c>ip -batch</c> for each; one that the kernel or the service made again already is only replaced.</summary>
    private static IEnumerable<RestoreCommand> Routes(IHostReader host)
    {
        // Direct ones come with their addresses, so only what leads over a gateway can be lost.
        foreach (var family in host.Routes().Where(r => r is { Gateway: not null, Interface: not null }).GroupBy(r => r.Destination.Contains(':')).OrderBy(g => g.Key))
        {
            var lines = family.Select(r => $"route replace {r.Destination} via {r.Gateway} dev {r.Interface} metric {r.Metric} proto {r.Protocol}\n");
            yield return new RestoreCommand("ip", family.Key ? "-6" : "-4", "-force", "-batch", "-") { Input = Encoding.UTF8.GetBytes(string.Concat(lines)), MayFail = true };
        }
    }
}
