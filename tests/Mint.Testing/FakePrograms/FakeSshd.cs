using Mint.Core.Hosts;
using Mint.Testing.Hosts;

namespace Mint.Testing.FakePrograms;

/// <summary>sshd with its service: judges and shows a configuration, takes it up when it is reloaded, and answers on the ports of what it took up.</summary>
internal static class FakeSshd
{
    /// <summary>What the running sshd has taken up, a line of <c>sshd -T</c> each.</summary>
    public const string InForce = "/run/fake-sshd";

    private const string Main = "/etc/ssh/sshd_config";

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Port", "ListenAddress", "PermitRootLogin", "PasswordAuthentication", "KbdInteractiveAuthentication", "PubkeyAuthentication", "AllowUsers", "AllowGroups",
        "MaxAuthTries", "UsePAM", "X11Forwarding", "AcceptEnv", "LoginGraceTime", "KexAlgorithms", "Ciphers", "MACs", "Include", "Match",
    };

    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase) { "Port", "AllowUsers", "AllowGroups", "AcceptEnv" };

    /// <summary>Debian's, as far as it matters.</summary>
    public static void Install(FakeHost host)
    {
        host.Files.WriteText("/usr/sbin/sshd", "elf", 0x1ED);
        host.Files.WriteText(Main, "# Debian's\nInclude /etc/ssh/sshd_config.d/*.conf\n\nKbdInteractiveAuthentication no\nUsePAM yes\nX11Forwarding yes\nAcceptEnv LANG LC_*\n");
        host.Units["ssh.service"] = new LoadedUnit("ssh.service", "loaded", "active", "running");
        host.Programs["sshd"] = Sshd;
        host.Programs["ssh-keyscan"] = Scan;
        host.Programs["systemctl"] = Systemctl;
        TakeUp(host);
    }

    private static void TakeUp(FakeHost host) => host.Files.WriteText(InForce, string.Concat(Show(host, Main).Select(l => l + "\n")));

    private static CommandResult Systemctl(Command command, FakeHost host)
    {
        if (command.Arguments[0] is "reload" or "reload-or-restart")
        {
            TakeUp(host);
        }

        return new CommandResult("systemctl", 0, "", "");
    }

    private static CommandResult Sshd(Command command, FakeHost host)
    {
        if (!host.Files.Exists("/run/sshd"))
        {
            return new CommandResult("sshd", 255, "", "Missing privilege separation directory: /run/sshd");
        }

        var file = command.Arguments[^1];
        var bad = Lines(host, file).Where(l => !Known.Contains(l.Keyword)).Select(l => $"{l.File}: line {l.Number}: Bad configuration option: {l.Keyword}\n").ToList();
        return bad.Count > 0
            ? new CommandResult("sshd", 255, "", string.Concat(bad) + $"{file}: terminating, {bad.Count} bad configuration options\n")
            : new CommandResult("sshd", 0, command.Arguments[0] == "-T" ? string.Concat(Show(host, file).Select(l => l + "\n")) : "", "");
    }

    private static CommandResult Scan(Command command, FakeHost host)
    {
        var (port, address) = (command.Arguments[^2], command.Arguments[^1]);
        return (host.Files.ReadText(InForce) ?? "").Split('\n').Contains($"port {port}") && address is "127.0.0.1"
            ? new CommandResult("ssh-keyscan", 0, $"[{address}]:{port} ssh-ed25519 AAAA\n", $"# {address}:{port} SSH-2.0-OpenSSH_9.2p1\n")
            : new CommandResult("ssh-keyscan", 0, "", "");
    }

    private static IEnumerable<string> Show(FakeHost host, string file)
    {
        var lines = Lines(host, file).TakeWhile(l => l.Keyword != "Match").ToList();
        var shown = lines.GroupBy(l => l.Keyword.ToLowerInvariant())
            .SelectMany(g => (Lists.Contains(g.Key) ? g : g.Take(1)).SelectMany(l => g.Key == "port" ? [l.Value] : l.Value.Split(' ')).Select(v => $"{g.Key} {v}"))
            .ToList();
        var ports = shown.Where(l => l.StartsWith("port ", StringComparison.Ordinal)).Select(l => l["port ".Length..]).DefaultIfEmpty("22").ToList();
        return shown.Union(ports.Select(p => $"port {p}")).Concat(ports.SelectMany(p => new[] { $"listenaddress [::]:{p}", $"listenaddress 0.0.0.0:{p}" }));
    }

    private static IEnumerable<(string Keyword, string Value, string File, int Number)> Lines(FakeHost host, string file)
    {
        var number = 0;
        foreach (var line in (host.Files.ReadText(file) ?? "").Split('\n'))
        {
            number++;
            var words = line.Split('#')[0].Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words is ["Include", var pattern])
            {
                var folder = FakeFileTree.ParentOf(pattern);
                foreach (var included in (host.Files.Find(folder)?.Children.Keys ?? Enumerable.Empty<string>()).Where(n => n.EndsWith(".conf", StringComparison.Ordinal)).SelectMany(n => Lines(host, $"{folder}/{n}")))
                {
                    yield return included;
                }
            }
            else if (words.Length > 0)
            {
                yield return (words[0], words.ElementAtOrDefault(1) ?? "", file, number);
            }
        }
    }
}
