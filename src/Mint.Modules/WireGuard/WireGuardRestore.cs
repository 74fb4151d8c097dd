using System.Text;
using Mint.Core.Confirming;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.WireGuard;

/// <summary>What brings an interface back to how it is now with <c>ip</c> and <c>wg</c> alone.</summary>
internal static class WireGuardRestore
{
    /// <summary>Works it out.</summary>
    public static async ValueTask<RestorePoint> TakeAsync(string name, IHostReader host, CancellationToken ct)
    {
        var files = new[] { WireGuardBoot.ScriptPath(name), WireGuardBoot.UnitPath(name) }.Select(p => Keep(p, host))
            .Concat(WireGuardKeys.Paths(name).Where(p => host.Stat(p) is not null).Select(p => Keep(p, host)))
            .ToList();
        var isEnabled = host.Stat(WireGuardBoot.WantsPath(name)) is not null;
        if (!isEnabled)
        {
            files.Add(new RestoredFile(WireGuardBoot.WantsPath(name), null, FileAccess.RootReadable));
        }

        return host.FindWireGuard(name) is { } && host.FindLink(name) is { } link
            ? new RestorePoint(files, [.. await BackAsync(name, link, isEnabled, host, ct)])
            : new RestorePoint(files, [.. Away(name)]);
    }

    private static RestoredFile Keep(string path, IHostReader host) => host.Stat(path) is { Type: FileType.File } entry
        ? new RestoredFile(path, host.ReadFile(path), new FileAccess(entry.Uid, entry.Gid, entry.Mode))
        : new RestoredFile(path, null, FileAccess.RootReadable);

    private static IEnumerable<RestoreCommand> Away(string name) =>
    [
        new("systemctl", "stop", WireGuardBoot.Unit(name)) { MayFail = true },
        new("ip", "link", "delete", "dev", name) { MayFail = true },
        new("systemctl", "daemon-reload"),
    ];

    private static async ValueTask<IReadOnlyList<RestoreCommand>> BackAsync(string name, NetworkLink link, bool isEnabled, IHostReader host, CancellationToken ct)
    {
        var shown = await host.QueryAsync(ReadOnlyCommand.WireGuardConfiguration(name), ct);
        if (!shown.Succeeded)
        {
            throw new ResourceException(FailureKind.Retry, $"what is in force on {name} can't be read, so there would be no way back ({shown.Program} exited with {shown.ExitCode})");
        }

        // Made by the unit where there is one, for wireguard-go must not end with who makes it.
        var make = $"ip link show dev {name} >/dev/null 2>&1 || systemctl restart {WireGuardBoot.Unit(name)} || ip link add dev {name} type wireguard || wireguard-go {name}";
        List<RestoreCommand> commands = [new("systemctl", "daemon-reload")];
        if (isEnabled)
        {
            commands.Add(new("systemctl", "enable", "--quiet", WireGuardBoot.Unit(name)));
        }

        commands.Add(new("sh", "-c", make));
        commands.Add(new("wg", "syncconf", name, "/dev/stdin") { Input = Encoding.UTF8.GetBytes(shown.Output) });
        commands.Add(new("ip", "address", "flush", "dev", name, "scope", "global") { MayFail = true });
        commands.AddRange(link.Addresses.Select(a => new RestoreCommand("ip", "address", "replace", a, "dev", name)));
        commands.Add(new("ip", "link", "set", "dev", name, link.IsUp ? "up" : "down"));
        commands.Add(new("ip", "route", "flush", "dev", name, "proto", "static") { MayFail = true });
        commands.Add(new("ip", "-6", "route", "flush", "dev", name, "proto", "static") { MayFail = true });
        commands.AddRange(WireGuardRoutes.Of(name, host).Select(r => new RestoreCommand("ip", "route", "replace", r, "dev", name, "proto", "static")));
        return commands;
    }
}
