using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Services;

namespace Mint.Modules.WireGuard;

/// <summary>Makes an interface as wanted, with what brings it up at boot; or removes all of it. Peers that do not change keep their sessions.</summary>
internal sealed class LiveWireGuard(IHost host, string name)
{
    private static readonly FileAccess RootFolder = new(0, 0, 0x1C0);

    /// <summary>Makes it as wanted.</summary>
    /// <exception cref="ResourceException">Something of the name is in the way, a program is missing, a key or a name is not to be had.</exception>
    public async Task ApplyAsync(WireGuardSpec desired, CancellationToken ct)
    {
        EnsureNameIsFree();
        var key = await WireGuardKeys.EnsureAsync(host, name, desired.OwnKey, ct);
        await PrepareBootAsync(desired, ct);
        var device = await BringUpAsync(ct);
        await ConfigureAsync(desired, device, key, ct);
        await AddressAsync(desired, ct);
        await RouteAsync(desired, ct);
        await ResolveAsync(desired, ct);
    }

    /// <summary>Removes the interface, its files and its keys: a private key that nobody asks for is only a risk.</summary>
    public async Task DeleteAsync(CancellationToken ct)
    {
        var unit = WireGuardBoot.Unit(name);
        if (host.Stat(WireGuardBoot.UnitPath(name)) is not null || (await host.LoadedUnitsAsync(ct)).ContainsKey(unit))
        {
            await SystemctlAsync(ct, "stop", "--quiet", "--no-ask-password", "--", unit);
        }

        if (host.FindWireGuard(name) is not null)
        {
            await IpAsync(ct, "link", "delete", "dev", name);
        }

        var wasThere = host.Stat(WireGuardBoot.UnitPath(name)) is not null;
        foreach (var path in new[] { WireGuardBoot.WantsPath(name), WireGuardBoot.ScriptPath(name) }.Where(p => host.Stat(p) is not null))
        {
            host.Delete(path);
        }

        WireGuardKeys.Delete(host, name);
        if (wasThere)
        {
            host.Delete(WireGuardBoot.UnitPath(name));
            await SystemctlAsync(ct, "daemon-reload");
        }
    }

    private void EnsureNameIsFree()
    {
        if (host.FindLink(name) is { } link && host.FindWireGuard(name) is null)
        {
            throw new ResourceException(FailureKind.NeedsPerson, $"there is an interface {name} already, and it is {link.Kind ?? "no WireGuard interface"}; rename the network or remove the interface");
        }

        if (host.Stat(WireGuardBoot.QuickPath(name)) is not null)
        {
            throw new ResourceException(
                FailureKind.NeedsPerson,
                $"{WireGuardBoot.QuickPath(name)} is there, from which wg-quick brings up an interface of the same name; 'systemctl disable --now wg-quick@{name}' and move the file away");
        }
    }

    private async Task PrepareBootAsync(WireGuardSpec desired, CancellationToken ct)
    {
        if (host.Stat(WireGuardBoot.Folder) is null)
        {
            host.CreateDirectory(WireGuardBoot.Folder, RootFolder);
        }

        Put(WireGuardBoot.ScriptPath(name), WireGuardBoot.ScriptText(name, desired));
        if (Put(WireGuardBoot.UnitPath(name), WireGuardBoot.UnitText(name)))
        {
            await SystemctlAsync(ct, "daemon-reload");
        }

        if (!UnitFiles.Of(host).IsWanted(WireGuardBoot.Unit(name)))
        {
            await SystemctlAsync(ct, "enable", "--quiet", "--no-ask-password", "--", WireGuardBoot.Unit(name));
        }
    }

    private bool Put(string path, string text)
    {
        if (host.Stat(path) is { Type: FileType.File, Uid: 0, Gid: 0, Mode: 0x1A4 } && WireGuardBoot.Read(host, path) == text)
        {
            return false;
        }

        host.WriteFile(path, Encoding.UTF8.GetBytes(text), FileAccess.RootReadable);
        return true;
    }

    /// <summary>Lets the unit make the interface, not the agent, with which wireguard-go would end.</summary>
    private async Task<WireGuardDevice> BringUpAsync(CancellationToken ct)
    {
        var unit = WireGuardBoot.Unit(name);
        var active = (await host.LoadedUnitsAsync(ct)).GetValueOrDefault(unit)?.ActiveState;
        if (active is "active" && host.FindWireGuard(name) is { } running)
        {
            return running;
        }

        var result = await host.RunAsync(new Command("systemctl", "restart", "--quiet", "--no-ask-password", "--", unit), ct);
        return result.Succeeded && host.FindWireGuard(name) is { } device
            ? device
            : throw new ResourceException(FailureKind.Retry, $"the interface {name} does not come up: {await ExplainAsync(result, unit, ct)}");
    }

    private async Task<string> ExplainAsync(CommandResult result, string unit, CancellationToken ct)
    {
        var log = await host.RunAsync(new Command("journalctl", "--no-pager", "--quiet", "--output=cat", "--lines=5", "--unit=" + unit), ct);
        // wireguard-go frames a long greeting.
        var lines = log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l[0] is not ('│' or '└' or '┌' or '├')).ToList();
        return lines.Count == 0 ? result.Error.Split('\n')[0].Trim() : string.Join(" | ", lines.Select(l => l.Length <= 200 ? l : l[..200] + "…"));
    }

    /// <summary>
    /// Hands over key, port and peers at once. Whoever is connected from elsewhere than declared is left where it is. wg takes the key away when it
    /// is not in what it is handed, so it is; on standard input.
    /// </summary>
    private async Task ConfigureAsync(WireGuardSpec desired, WireGuardDevice device, string key, CancellationToken ct)
    {
        if (WireGuardKeys.ReadPublic(host, name) != key || host.ReadFile(WireGuardKeys.PrivatePath(name)) is not { } secret)
        {
            throw new ResourceException(FailureKind.Retry, $"the key of {name} changed while it was put in force");
        }

        // What syncconf is not told of a preshared key it leaves as it is.
        foreach (var peer in device.Peers.Where(p => p.HasPresharedKey && desired.Peers.Any(d => d.PublicKey == p.PublicKey)))
        {
            await Wg.RunAsync(host, new Command("wg", "set", name, "peer", peer.PublicKey, "preshared-key", "/dev/null"), ct);
        }

        var live = device.Peers.DistinctBy(p => p.PublicKey).ToDictionary(p => p.PublicKey, StringComparer.Ordinal);
        var peers = WireGuardText.Peers(desired.Peers, p => WireGuardText.IsFresh(live.GetValueOrDefault(p.PublicKey), host.Now));
        var text = $"[Interface]\nPrivateKey = {Encoding.UTF8.GetString(secret).Trim()}\nListenPort = {desired.ListenPort}\n{peers}";
        await Wg.RunAsync(host, new Command("wg", "syncconf", name, "/dev/stdin") { SecretInput = new Secret(text) }, ct);
    }

    /// <summary>An address that goes may take others of its network with it, so those that stay are set after that.</summary>
    private async Task AddressAsync(WireGuardSpec desired, CancellationToken ct)
    {
        var found = host.FindLink(name)?.Addresses ?? [];
        var foreign = found.Except(desired.Addresses).ToList();
        foreach (var address in foreign)
        {
            await IpAsync(ct, "address", "del", address, "dev", name);
        }

        await AllowIpv6Async(desired, ct);
        foreach (var address in desired.Addresses.Where(a => foreign.Count > 0 || !found.Contains(a)))
        {
            await IpAsync(ct, "address", "replace", address, "dev", name);
        }

        if (host.FindLink(name) is not { IsUp: true })
        {
            await IpAsync(ct, "link", "set", "dev", name, "up");
        }
    }

    /// <summary>Where new interfaces are made without IPv6, one whose address is of it needs it all the same.</summary>
    private async Task AllowIpv6Async(WireGuardSpec desired, CancellationToken ct)
    {
        var isOff = host.ReadFile($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6") is [(byte)'1', ..];
        if (isOff && desired.Addresses.Any(a => a.Contains(':', StringComparison.Ordinal)))
        {
            await Wg.RunAsync(host, new Command("sysctl", "-q", "-w", $"net/ipv6/conf/{name}/disable_ipv6=0"), ct);
        }
    }

    private async Task RouteAsync(WireGuardSpec desired, CancellationToken ct)
    {
        host.Forget();
        var (found, wanted) = (WireGuardRoutes.Of(name, host), WireGuardRoutes.Wanted(desired));
        foreach (var route in found.Except(wanted))
        {
            await IpAsync(ct, "route", "del", route, "dev", name);
        }

        foreach (var route in wanted.Except(found))
        {
            await IpAsync(ct, "route", "replace", route, "dev", name, "proto", "static");
        }
    }

    /// <summary>Names last, each by itself: one that can't be resolved keeps no other peer away.</summary>
    private async Task ResolveAsync(WireGuardSpec desired, CancellationToken ct)
    {
        var live = host.FindWireGuard(name)?.Peers ?? [];
        var failed = new List<string>();
        foreach (var peer in desired.Peers.Where(p => WireGuardText.EndpointOf(p) is { Address: null }))
        {
            if (WireGuardText.IsFresh(live.FirstOrDefault(l => l.PublicKey == peer.PublicKey), host.Now))
            {
                continue;
            }

            var set = new Command("wg", "set", name, "peer", peer.PublicKey, "endpoint", $"{WireGuardText.EndpointOf(peer)}")
            {
                Environment = new Dictionary<string, string> { ["WG_ENDPOINT_RESOLUTION_RETRIES"] = "2" },
            };
            if (!(await host.RunAsync(set, ct)).Succeeded)
            {
                failed.Add($"{peer.Endpoint} of {peer.Host}");
            }
        }

        if (failed.Count > 0)
        {
            throw new ResourceException(FailureKind.Retry, $"{string.Join(", ", failed)} could not be resolved; everything else of {name} is in place");
        }
    }

    private Task<CommandResult> IpAsync(CancellationToken ct, params string[] arguments) => Wg.RunAsync(host, new Command("ip", arguments), ct);

    private Task<CommandResult> SystemctlAsync(CancellationToken ct, params string[] arguments) => Wg.RunAsync(host, new Command("systemctl", arguments), ct);
}
