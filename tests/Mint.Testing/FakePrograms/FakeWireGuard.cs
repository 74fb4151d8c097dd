using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>
/// wg, ip and wireguard-go on a host whose kernel has no WireGuard, and the units that bring interfaces up: what they do is seen in the host's links,
/// routes and WireGuard interfaces. The public half of a key is its hash.
/// </summary>
internal static class FakeWireGuard
{
    /// <summary>A name that no resolver knows.</summary>
    public const string Unresolvable = "nowhere.example.org";

    private const string Made = "/run/fake-wg-keys";
    private const string Prefix = "mint-wireguard-";

    /// <summary>Installs them.</summary>
    public static void Install(FakeHost host)
    {
        host.Files.MakeDirectory("/etc/wireguard", 0x1C0);
        host.Files.WriteText("/usr/bin/wg", "elf", 0x1ED);
        FakeSystemd.Install(host);
        var systemctl = host.Programs["systemctl"];
        host.Programs["systemctl"] = (command, h) => Systemctl(command, h, systemctl);
        host.Programs["wg"] = Wg;
        host.Programs["ip"] = (command, h) => FakeIp.Run(command.Arguments, h);
        host.Programs["wireguard-go"] = (command, h) => Go(command.Arguments[0], h);
        host.Queries["wg"] = (command, h) => new CommandResult("wg", 0, ShowConfiguration(command.Arguments[^1], h), "");
    }

    /// <summary>The public half of a private key.</summary>
    public static string PublicOf(string key) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(key.Trim())));

    /// <summary>Changes one peer, as traffic or a person would.</summary>
    public static void Edit(FakeHost host, string name, string key, Func<WireGuardPeer, WireGuardPeer?> edit)
    {
        var device = host.WireGuard[name];
        host.WireGuard[name] = device with { Peers = [.. device.Peers.Select(p => p.PublicKey == key ? edit(p) : p).OfType<WireGuardPeer>()] };
    }

    // As the real unit: stopping it deletes the interface, starting it runs its script.
    private static CommandResult Systemctl(Command command, FakeHost host, FakeProgram systemctl)
    {
        var unit = command.Arguments[^1];
        if (!unit.StartsWith(Prefix, StringComparison.Ordinal) || command.Arguments[0] is not ("start" or "stop" or "restart"))
        {
            return systemctl(command, host);
        }

        var name = unit[Prefix.Length..unit.LastIndexOf('.')];
        if (command.Arguments[0] is "stop" or "restart")
        {
            FakeIp.Run(["link", "delete", "dev", name], host);
        }

        if (command.Arguments[0] is "start" or "restart" && Script(host.Files.ReadText($"/etc/wireguard/{name}.up") ?? "", host) is { } complaint)
        {
            return new CommandResult("systemctl", 1, "", complaint);
        }

        return systemctl(command, host);
    }

    /// <summary>The lines of the script that are programs; null when none of them failed that may not.</summary>
    private static string? Script(string text, FakeHost host)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            var input = "";
            if (line.EndsWith("<<'END'", StringComparison.Ordinal))
            {
                var end = Array.IndexOf(lines, "END", i);
                input = string.Join('\n', lines[(i + 1)..end]);
                (line, i) = (line[..line.IndexOf("<<", StringComparison.Ordinal)].Trim(), end);
            }

            if (line.StartsWith("ip link add", StringComparison.Ordinal) && !host.Links.ContainsKey(line.Split(' ')[4]))
            {
                Go(line.Split(' ')[4], host);
            }
            else if (Words(line) is ["wg" or "ip", ..] words && words is not ["ip", "link", "add", ..])
            {
                var arguments = words[1..];
                var result = words[0] == "ip" ? FakeIp.Run(arguments, host) : Wg(new Command("wg", arguments) { Input = input }, host);
                if (!result.Succeeded && !line.EndsWith("|| true", StringComparison.Ordinal))
                {
                    return result.Error;
                }
            }
        }

        return null;
    }

    private static string[] Words(string line) =>
        [.. line.Split(" || ")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !w.StartsWith("WG_", StringComparison.Ordinal))];

    private static CommandResult Go(string name, FakeHost host)
    {
        host.Links[name] = new NetworkLink(name, 7, "tun", IsUp: false, 1420, []);
        host.WireGuard[name] = new WireGuardDevice("", 0, 0, []);
        return Ok("wireguard-go");
    }

    private static CommandResult Wg(Command command, FakeHost host)
    {
        var input = command.SecretInput?.Reveal() ?? command.Input ?? "";
        string[] words = [.. command.Arguments];
        switch (words)
        {
            case ["genkey"]:
                var count = (host.Files.ReadText(Made) ?? "") + "1";
                host.Files.WriteText(Made, count);
                return Ok("wg", Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes("private " + count))) + "\n");
            case ["pubkey"]:
                return Ok("wg", PublicOf(input) + "\n");
            case [_, var name, ..] when !host.WireGuard.ContainsKey(name):
                return new CommandResult("wg", 1, "", $"Unable to access interface {name}: No such device");
            case ["syncconf" or "addconf", var name, "/dev/stdin"]:
                Configure(host, name, input, replaces: words[0] == "syncconf");
                return Ok("wg");
            case ["set", var name, .. var settings]:
                return Set(host, name, settings);
            default:
                return new CommandResult("wg", 1, "", $"Invalid subcommand: {command}");
        }
    }

    private static CommandResult Set(FakeHost host, string name, IReadOnlyList<string> settings)
    {
        if (settings is ["peer", var peer, "remove"])
        {
            Edit(host, name, peer, _ => null);
        }
        else if (settings is ["peer", var shared, "preshared-key", "/dev/null"])
        {
            Edit(host, name, shared, p => p with { HasPresharedKey = false });
        }
        else if (settings is ["peer", var key, "endpoint", var endpoint])
        {
            if (endpoint.StartsWith(Unresolvable, StringComparison.Ordinal))
            {
                return new CommandResult("wg", 1, "", $"Name or service not known: `{endpoint}'");
            }

            Edit(host, name, key, p => p with { Endpoint = IPEndPoint.TryParse(endpoint, out var numeric) ? numeric : new IPEndPoint(IPAddress.Parse("192.0.2.99"), 51820) });
        }
        else if (settings is ["listen-port", var port, "private-key", var path])
        {
            host.WireGuard[name] = host.WireGuard[name] with { ListenPort = Number(port), PublicKey = PublicOf(host.Files.ReadText(path) ?? "") };
        }

        return Ok("wg");
    }

    private static void Configure(FakeHost host, string name, string text, bool replaces)
    {
        var device = host.WireGuard[name];
        var peers = replaces ? [] : device.Peers.ToList();
        if (replaces)
        {
            // Without a private key wg takes away the one that is there.
            device = device with { PublicKey = "", ListenPort = 0, FirewallMark = 0 };
        }

        foreach (var line in text.Split('\n').Where(l => l.Contains('=', StringComparison.Ordinal)))
        {
            var (key, value) = (line[..line.IndexOf('=', StringComparison.Ordinal)].Trim(), line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim());
            switch (key)
            {
                case "PrivateKey":
                    device = device with { PublicKey = PublicOf(value) };
                    break;
                case "ListenPort":
                    device = device with { ListenPort = Number(value) };
                    break;
                case "PublicKey":
                    var known = host.WireGuard[name].Peers.FirstOrDefault(p => p.PublicKey == value);
                    peers.Add(new WireGuardPeer(value, known?.HasPresharedKey ?? false, known?.Endpoint, [], 0, known?.LastHandshake, known?.Received ?? 0, known?.Sent ?? 0));
                    break;
                case "AllowedIPs":
                    peers[^1] = peers[^1] with { AllowedAddresses = [.. value.Split(", ").Order(StringComparer.Ordinal)] };
                    break;
                case "Endpoint":
                    peers[^1] = peers[^1] with { Endpoint = IPEndPoint.Parse(value) };
                    break;
                case "PersistentKeepalive":
                    peers[^1] = peers[^1] with { Keepalive = Number(value) };
                    break;
            }
        }

        host.WireGuard[name] = device with { Peers = [.. peers.OrderBy(p => p.PublicKey, StringComparer.Ordinal)] };
    }

    private static string ShowConfiguration(string name, FakeHost host)
    {
        var (device, key) = (host.WireGuard[name], host.Files.ReadText($"/var/lib/mint-agent/wireguard/{name}.key") ?? "");
        var text = new StringBuilder($"[Interface]\nListenPort = {device.ListenPort}\nPrivateKey = {key.Trim()}\n");
        foreach (var peer in device.Peers)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n[Peer]\nPublicKey = {peer.PublicKey}\nAllowedIPs = {string.Join(", ", peer.AllowedAddresses)}\n");
        }

        return text.ToString();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static CommandResult Ok(string program, string output = "") => new(program, 0, output, "");
}
