using System.Globalization;
using System.Text;
using Mint.Core.Hosts;
using Mint.Modules.Services;

namespace Mint.Modules.WireGuard;

/// <summary>
/// What brings an interface up at boot without the agent: a unit, and the script that it runs. Where the kernel has no WireGuard the script starts
/// <c>wireguard-go</c>, which then is the unit's main process, so that systemd starts it again when it dies.
/// </summary>
internal static class WireGuardBoot
{
    /// <summary>The folder of the package wireguard-tools.</summary>
    public const string Folder = "/etc/wireguard";

    /// <summary>The script.</summary>
    public static string ScriptPath(string name) => $"{Folder}/{name}.up";

    /// <summary>The file from which <c>wg-quick</c> would bring up an interface of this name; none of ours.</summary>
    public static string QuickPath(string name) => $"{Folder}/{name}.conf";

    /// <summary>The unit.</summary>
    public static string Unit(string name) => $"mint-wireguard-{name}.service";

    /// <summary>Its file.</summary>
    public static string UnitPath(string name) => $"{UnitFiles.Local}/{Unit(name)}";

    /// <summary>The link that has it started at boot.</summary>
    public static string WantsPath(string name) => $"{UnitFiles.Local}/multi-user.target.wants/{Unit(name)}";

    /// <summary>The unit's text.</summary>
    public static string UnitText(string name) =>
        $"""
        # Written by mint-agent; edit the config repo instead.
        [Unit]
        Description=WireGuard network {name}
        Documentation=man:wg(8)
        Wants=network-online.target nss-lookup.target
        After=network-online.target nss-lookup.target
        RequiresMountsFor={WireGuardKeys.Directory}
        StartLimitIntervalSec=0

        [Service]
        Type=forking
        RemainAfterExit=yes
        ExecStart=/bin/sh {ScriptPath(name)}
        ExecStop=-/bin/sh -c "ip link delete dev {name}"
        Restart=on-failure
        RestartSec=2s

        [Install]
        WantedBy=multi-user.target

        """;

    /// <summary>The script's text. It holds no key.</summary>
    public static string ScriptText(string name, WireGuardSpec spec)
    {
        var text = new StringBuilder(
            $$"""
            #!/bin/sh
            # Written by mint-agent; edit the config repo instead.
            set -eu
            if ! ip link show dev {{name}} >/dev/null 2>&1; then
                ip link add dev {{name}} type wireguard 2>/dev/null || wireguard-go {{name}}
            fi
            tries=0
            until wg show {{name}} >/dev/null 2>&1; do
                tries=$((tries + 1))
                [ "$tries" -lt 50 ] || { echo "{{name}} does not come up" >&2; exit 1; }
                sleep 0.1
            done
            wg set {{name}} listen-port {{spec.ListenPort}} private-key {{WireGuardKeys.PrivatePath(name)}}

            """);
        if (spec.Peers.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"wg addconf {name} /dev/stdin <<'END'\n{WireGuardText.Peers(spec.Peers, _ => false)}END\n");
        }

        if (spec.Addresses.Any(a => a.Contains(':', StringComparison.Ordinal)))
        {
            text.Append("# Where new interfaces are made without IPv6, this one needs it.\n");
            text.Append(CultureInfo.InvariantCulture, $"echo 0 2>/dev/null >/proc/sys/net/ipv6/conf/{name}/disable_ipv6 || true\n");
        }

        foreach (var address in spec.Addresses)
        {
            text.Append(CultureInfo.InvariantCulture, $"ip address replace {address} dev {name}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"ip link set dev {name} up\n");
        foreach (var route in WireGuardRoutes.Wanted(spec))
        {
            text.Append(CultureInfo.InvariantCulture, $"ip route replace {route} dev {name} proto static\n");
        }

        foreach (var peer in spec.Peers.Where(p => WireGuardText.EndpointOf(p) is { Address: null }))
        {
            text.Append(CultureInfo.InvariantCulture, $"WG_ENDPOINT_RESOLUTION_RETRIES=3 wg set {name} peer {peer.PublicKey} endpoint {WireGuardText.EndpointOf(peer)} || true\n");
        }

        return text.ToString();
    }

    /// <summary>A text file; null when there is none.</summary>
    public static string? Read(IHostReader host, string path) =>
        host.Stat(path) is { Type: FileType.File } ? host.Parse(path, bytes => Encoding.UTF8.GetString(bytes ?? [])) : null;
}
