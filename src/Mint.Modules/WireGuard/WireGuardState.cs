using Mint.Core.Hosts;
using Mint.Modules.Services;

namespace Mint.Modules.WireGuard;

/// <summary>What is there of an interface and of what brings it up at boot.</summary>
/// <param name="Name">The interface's name.</param>
/// <param name="Link">The interface; null when it is missing.</param>
/// <param name="Device">Its keys and peers; null when it is missing.</param>
/// <param name="Routes">Routes into it that are not the kernel's own, ordinal order.</param>
/// <param name="Script">Text of the boot script; null when it is missing.</param>
/// <param name="UnitText">Text of the unit; null when it is missing.</param>
/// <param name="IsEnabled">Whether the unit is started at boot.</param>
/// <param name="Active">systemd's word for the unit.</param>
/// <param name="PublicKey">The public half of the host's key, as its file says; null when there is none.</param>
/// <param name="HasSafeKey">Whether the private key is there, for root alone.</param>
/// <param name="HasSafeFiles">Whether root alone can write the script and the unit.</param>
/// <param name="Now">When it was looked at.</param>
internal sealed record WireGuardState(
    string Name,
    NetworkLink? Link,
    WireGuardDevice? Device,
    IReadOnlyList<string> Routes,
    string? Script,
    string? UnitText,
    bool IsEnabled,
    string Active,
    string? PublicKey,
    bool HasSafeKey,
    bool HasSafeFiles,
    DateTimeOffset Now)
{
    /// <summary>Looks; null when nothing of ours is there. An interface of the name that is no WireGuard's is not ours.</summary>
    public static async ValueTask<WireGuardState?> ReadAsync(string name, IHostReader host, CancellationToken ct)
    {
        var device = host.FindWireGuard(name);
        var link = device is null ? null : host.FindLink(name);
        var paths = new[] { WireGuardBoot.ScriptPath(name), WireGuardBoot.UnitPath(name) };
        if (device is null && !paths.Concat(WireGuardKeys.Paths(name)).Any(p => host.Stat(p) is not null))
        {
            return null;
        }

        var unit = (await host.LoadedUnitsAsync(ct)).GetValueOrDefault(WireGuardBoot.Unit(name));
        return new WireGuardState(
            name,
            link,
            device,
            link is null ? [] : WireGuardRoutes.Of(name, host),
            WireGuardBoot.Read(host, paths[0]),
            WireGuardBoot.Read(host, paths[1]),
            UnitFiles.Of(host).IsWanted(WireGuardBoot.Unit(name)),
            unit?.ActiveState ?? "inactive",
            WireGuardKeys.ReadPublic(host, name),
            WireGuardKeys.IsSafe(host, name),
            paths.All(p => host.Stat(p) is { Type: FileType.File, Uid: 0, Gid: 0, Mode: 0x1A4 }),
            host.Now);
    }
}
