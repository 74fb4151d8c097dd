using System.Text;

namespace Mint.Modules.Firewall;

/// <summary>
/// Writes the table in nft's language. One file is one transaction: it makes the table anew, whatever was there, and leaves all other tables alone.
/// A port is always the one that the client asked for (<c>ct original proto-dst</c>): behind Docker's address translation it is the published one, and
/// for what the host serves itself it is the port itself, so that one chain judges both.
/// </summary>
internal sealed class TableText
{
    /// <summary>Established connections go on; new ones are judged.</summary>
    private const string Established = "ct state established,related accept";

    private const string Icmp = "icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept comment \"icmp\"";

    private const string IcmpV6 =
        "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-request, mld-listener-query, mld-listener-report, "
        + "mld-listener-done, nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld2-listener-report } accept comment \"icmp\"";

    private static readonly bool[] Families = [false, true];

    private readonly StringBuilder text = new();
    private readonly FirewallModel model;
    private readonly string containers;

    private TableText(FirewallModel model)
    {
        this.model = model;
        containers = $"{{ {string.Join(", ", model.Containers.Select(c => $"\"{c}\""))} }}";
    }

    /// <summary>The whole file.</summary>
    public static string Write(FirewallModel model)
    {
        var table = new TableText(model);
        table.text.Append("# Written by mint-agent; edit the config repo instead.\ntable inet mint\ndelete table inet mint\ntable inet mint {\n");
        table.Sets();
        table.Chain("services", hook: null, table.Services());
        table.Chain("input", $"type filter hook input priority filter; policy {Word(model.Input)};", table.Input());
        table.Chain("forward", $"type filter hook forward priority filter - 10; policy {Word(model.Forward)};", table.Forward());
        if (model.Output == Verdict.Drop || model.Outgoing.Count > 0)
        {
            table.Chain("output", $"type filter hook output priority filter; policy {Word(model.Output)};", table.Output());
        }

        table.text.Append("}\n");
        foreach (var name in model.Blocklists.Where(b => b.Value is null).Select(b => b.Key).Order(StringComparer.Ordinal))
        {
            // A pattern that matches nothing is no mistake, a file that is not there is one: the list may not have been fetched yet.
            table.text.Append("include \"").Append(FirewallFiles.BlocklistOf(name).Replace(".nft", "[.]nft", StringComparison.Ordinal)).Append("\"\n");
        }

        return table.text.ToString();
    }

    /// <summary>The name of a set.</summary>
    public static string SetOf(string kind, string name, bool v6) => $"{kind}-{name}-{(v6 ? '6' : '4')}";

    private static string Word(Verdict verdict) => verdict == Verdict.Drop ? "drop" : "accept";

    private void Sets()
    {
        foreach (var v6 in Families)
        {
            foreach (var name in Used().Where(n => model.Zones[n].Family(v6).Count > 0))
            {
                Set(SetOf("zone", name, v6), v6, model.Zones[name].Family(v6));
            }

            if (model.Blocklists.Count > 0)
            {
                Set(SetOf("never", "blocked", v6), v6, model.NeverBlocked.Family(v6));
            }

            foreach (var (name, entries) in model.Blocklists.OrderBy(b => b.Key, StringComparer.Ordinal))
            {
                Set(SetOf("blocklist", name, v6), v6, entries?.Family(v6) ?? []);
            }

            foreach (var rule in model.Incoming.Where(r => r.Limit is not null))
            {
                var type = v6 ? "ipv6_addr" : "ipv4_addr";
                Block($"set {SetOf("limit", Short(rule), v6)}", [$"type {type}", "size 65535", "flags dynamic,timeout", $"timeout {rule.Limit?.Memory}"]);
            }
        }
    }

    private IEnumerable<string> Used() =>
        model.Incoming.Concat(model.Outgoing).SelectMany(r => r.Peers?.Zones ?? []).Distinct().Order(StringComparer.Ordinal);

    private void Set(string name, bool v6, IReadOnlyList<AddressBlock> elements) => Block(
        $"set {name}",
        ["type " + (v6 ? "ipv6_addr" : "ipv4_addr"), "flags interval", .. elements.Count == 0 ? Array.Empty<string>() : [$"elements = {{ {string.Join(", ", elements)} }}"]]);

    private IEnumerable<string> Services()
    {
        foreach (var (name, v6) in model.Blocklists.Keys.Order(StringComparer.Ordinal).SelectMany(n => Families.Select(v6 => (n, v6))))
        {
            var address = Address(v6, source: true);
            yield return $"{address} != @{SetOf("never", "blocked", v6)} {address} @{SetOf("blocklist", name, v6)} counter drop comment \"blocklist.{name}\"";
        }

        foreach (var line in model.Incoming.SelectMany(IncomingLines))
        {
            yield return line;
        }
    }

    private IEnumerable<string> IncomingLines(TrafficRule rule)
    {
        foreach (var peer in Matches(rule.Peers, source: true))
        {
            foreach (var match in PortMatches(rule.Ports, "ct original proto-dst").Select(p => Join(peer.Match, p)))
            {
                foreach (var v6 in rule.Limit is null ? [] : peer.V6 is { } family ? [family] : Families)
                {
                    yield return LimitLine(rule, match, v6);
                }

                foreach (var line in Lines(rule, match, "drop"))
                {
                    yield return line;
                }
            }
        }
    }

    private static string LimitLine(TrafficRule rule, string match, bool v6)
    {
        // Whoever has a network has 2^64 addresses of it.
        var key = v6 ? "ip6 saddr & ffff:ffff:ffff:ffff::" : "ip saddr";
        return Join(match, $"update @{SetOf("limit", Short(rule), v6)} {{ {key} limit rate over {rule.Limit?.Count}/{rule.Limit?.Unit} burst {rule.Limit?.Count} packets }} counter drop comment \"limit.{Short(rule)}\"");
    }

    private static IEnumerable<string> Lines(TrafficRule rule, string match, string drop)
    {
        if (rule.Log)
        {
            yield return Join(match, $"limit rate 10/second burst 20 packets log prefix \"mint {rule.Name}: \"");
        }

        yield return Join(match, $"counter {(rule.Verdict == Verdict.Accept ? "accept" : drop)} comment \"{rule.Name}\"");
    }

    private IEnumerable<string> Input()
    {
        yield return "iifname \"lo\" accept comment \"loopback\"";
        foreach (var line in Spoofed())
        {
            yield return line;
        }

        yield return Established;
        yield return "ct state invalid counter drop comment \"invalid\"";
        yield return Icmp;
        yield return IcmpV6;
        yield return "meta nfproto ipv4 udp sport 67 udp dport 68 accept comment \"dhcp\"";
        yield return "ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept comment \"dhcp\"";
        if (model.Containers.Count > 0)
        {
            yield return $"iifname {containers} counter accept comment \"containers\"";
        }

        yield return "jump services";
        foreach (var line in model.Input == Verdict.Drop ? Dropped("input", quiet: true) : [])
        {
            yield return line;
        }
    }

    private IEnumerable<string> Forward()
    {
        foreach (var line in Spoofed())
        {
            yield return line;
        }

        yield return Established;
        if (model.Containers.Count > 0)
        {
            yield return $"iifname {containers} accept comment \"containers\"";
        }

        yield return "ct status dnat jump services";
        if (model.Input == Verdict.Drop)
        {
            foreach (var line in Dropped("published", quiet: false))
            {
                yield return "ct status dnat " + line;
            }

            // Who sits on the same wire can also send to a container's own address.
            foreach (var line in model.Containers.Count > 0 ? Dropped("published", quiet: false) : [])
            {
                yield return $"oifname {containers} {line}";
            }
        }

        foreach (var network in model.Forward == Verdict.Drop ? model.Networks : [])
        {
            yield return $"iifname \"{network.Name}\" oifname \"{network.Name}\" accept comment \"{network.Name}\"";
        }

        foreach (var line in model.Forward == Verdict.Drop ? Dropped("forward", quiet: false) : [])
        {
            yield return line;
        }
    }

    private IEnumerable<string> Output()
    {
        var exits = model.Containers.Prepend("lo").Select(c => $"\"{c}\"");
        yield return $"oifname {{ {string.Join(", ", exits)} }} accept comment \"loopback\"";
        yield return Established;
        foreach (var line in model.Output == Verdict.Drop ? Essential() : [])
        {
            yield return line;
        }

        foreach (var rule in model.Outgoing)
        {
            foreach (var peer in Matches(rule.Peers, source: false))
            {
                foreach (var line in PortMatches(rule.Ports, "th dport").Select(p => Join(peer.Match, p)).SelectMany(m => Lines(rule, m, "reject with icmpx admin-prohibited")))
                {
                    yield return line;
                }
            }
        }

        if (model.Output == Verdict.Drop)
        {
            yield return "counter reject with icmpx admin-prohibited comment \"dropped.output\"";
        }
    }

    private IEnumerable<string> Essential()
    {
        yield return "meta l4proto { 1, 58 } accept comment \"icmp\"";
        yield return "meta nfproto ipv4 udp sport 68 udp dport 67 accept comment \"dhcp\"";
        yield return "meta nfproto ipv6 udp sport 546 udp dport 547 accept comment \"dhcp\"";
        foreach (var port in model.Networks.Select(n => n.Port).Distinct())
        {
            yield return $"udp sport {port} accept comment \"wireguard\"";
        }
    }

    /// <summary>An address of a WireGuard network proves who is there only when it comes through the tunnel.</summary>
    private IEnumerable<string> Spoofed() => model.Networks.Select(n =>
        $"iifname != \"{n.Name}\" {Address(n.Addresses.IsV6, source: true)} {n.Addresses} counter drop comment \"spoofed.{n.Name}\"");

    private IEnumerable<string> Dropped(string where, bool quiet)
    {
        if (model.LogDropped)
        {
            // What is sent to everybody would fill the log.
            yield return (quiet ? "fib daddr type != { broadcast, multicast } " : "") + $"limit rate 10/second burst 20 packets log prefix \"mint dropped.{where}: \"";
        }

        yield return $"counter drop comment \"dropped.{where}\"";
    }

    /// <summary>One match for each set of addresses; the one that matches all when anybody is meant, none when nobody is left.</summary>
    private IEnumerable<(string Match, bool? V6)> Matches(Peers? peers, bool source)
    {
        if (peers is null)
        {
            return [("", null)];
        }

        return Families.SelectMany(v6 => peers.Zones
            .Where(z => model.Zones[z].Family(v6).Count > 0)
            .Select(z => $"@{SetOf("zone", z, v6)}")
            .Concat(peers.Inline.Family(v6).Count == 0 ? [] : [$"{{ {string.Join(", ", peers.Inline.Family(v6))} }}"])
            .Select(set => ($"{Address(v6, source)} {set}", (bool?)v6)));
    }

    private static IEnumerable<string> PortMatches(IReadOnlyList<PortRange>? ports, string key) =>
        ports is null ? [""] : ports.Select(p => $"meta l4proto {p.Protocol} {key} {p.Ports}");

    private static string Address(bool v6, bool source) => $"{(v6 ? "ip6" : "ip")} {(source ? "saddr" : "daddr")}";

    private static string Short(TrafficRule rule) => rule.Name[(rule.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static string Join(string first, string second) => first.Length == 0 ? second : second.Length == 0 ? first : $"{first} {second}";

    private void Chain(string name, string? hook, IEnumerable<string> lines) => Block($"chain {name}", hook is null ? lines : lines.Prepend(hook));

    private void Block(string head, IEnumerable<string> lines)
    {
        text.Append('\t').Append(head).Append(" {\n");
        foreach (var line in lines)
        {
            text.Append("\t\t").Append(line).Append('\n');
        }

        text.Append("\t}\n\n");
    }
}
