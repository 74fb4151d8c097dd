using System.Globalization;
using System.Text.RegularExpressions;
using Mint.Core.Config;
using Mint.Core.Graph;

namespace Mint.Modules.Firewall;

/// <summary>Turns the rules that people write into ones with ports and addresses.</summary>
internal sealed partial class RuleCompiler(CompileContext context, FirewallSection section, SourceResolver sources, IReadOnlyList<int> sshPorts)
{
    private const int LargestCount = 100_000;

    /// <summary>Rules for what comes in: denials, then what is let in, ssh and WireGuard without being asked.</summary>
    public IReadOnlyList<TrafficRule> Incoming()
    {
        var denied = Rules("deny", section.Deny, Verdict.Drop).ToList();
        var allowed = Rules("allow", section.Allow, Verdict.Accept).ToList();
        return [.. denied, .. allowed, .. Unasked(allowed)];
    }

    /// <summary>Rules for what goes out: denials first.</summary>
    public IReadOnlyList<TrafficRule> Outgoing() =>
    [
        .. (section.Outgoing ?? []).OrderBy(r => r.Value.Action == OutgoingAction.Allow).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => Outgoing(r.Key, r.Value)).OfType<TrafficRule>(),
    ];

    /// <summary>Checks the services that the section names.</summary>
    public void CheckServices()
    {
        foreach (var (name, service) in (section.Services ?? []).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            IReadOnlyList<string> path = ["services", name];
            CheckName(path, name);
            if (name is KnownServices.Ssh or KnownServices.WireGuard)
            {
                context.Problem(path, $"the ports of {name} are known", name == KnownServices.Ssh ? "Write them as ssh.port." : "They are those of mint.yaml's networks.");
            }
            else if (Ports(path, service.Tcp, service.Udp).Count == 0)
            {
                context.Problem(path, "the service has no port", "services: { odoo: { tcp: [8069] } }");
            }
        }
    }

    private IEnumerable<TrafficRule> Rules(string kind, Dictionary<string, RuleSettings>? rules, Verdict verdict)
    {
        foreach (var (name, rule) in (rules ?? []).OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            IReadOnlyList<string> path = [kind, name];
            CheckName(path, name);
            var isForAll = verdict == Verdict.Drop && rule is { Service: null, Tcp: null, Udp: null } && Find(name) is null;
            var ports = isForAll ? null : PortsOf(path, name, rule.Service, rule.Tcp, rule.Udp);
            var peers = sources.Resolve([.. path, "from"], rule.From);
            if (isForAll && rule.From is null)
            {
                context.Problem(path, "this denies everything to everybody", "Say to whom ('from') or which service.");
            }

            yield return new TrafficRule($"{kind}.{name}", verdict, ports, peers)
            {
                Limit = Limit([.. path, "limit"], rule.Limit, verdict),
                Log = rule.Log,
                Path = path,
            };
        }
    }

    private TrafficRule? Outgoing(string name, OutgoingSettings rule)
    {
        IReadOnlyList<string> path = ["outgoing", name];
        CheckName(path, name);
        var isForAll = rule is { Service: null, Tcp: null, Udp: null, To: not null } && Find(name) is null;
        var ports = isForAll ? null : PortsOf(path, name, rule.Service, rule.Tcp, rule.Udp);
        var peers = sources.Resolve([.. path, "to"], rule.To);
        return new TrafficRule($"outgoing.{name}", rule.Action == OutgoingAction.Deny ? Verdict.Drop : Verdict.Accept, ports, peers)
        {
            Log = rule.Log,
            Path = path,
        };
    }

    /// <summary>What a person should not have to know. Whoever writes a rule of his own for a port knows it.</summary>
    private IEnumerable<TrafficRule> Unasked(List<TrafficRule> allowed)
    {
        var ssh = sshPorts.Where(p => !allowed.Any(r => r.Covers("tcp", p))).Select(p => new PortRange("tcp", p, p)).ToList();
        if (ssh.Count > 0)
        {
            yield return new TrafficRule("allow.ssh", Verdict.Accept, ssh, Peers: null) { Path = ["allow"] };
        }

        var mesh = sources.Networks.Select(n => n.Port).Distinct().Where(p => !allowed.Any(r => r.Covers("udp", p))).Select(p => new PortRange("udp", p, p)).ToList();
        if (mesh.Count > 0)
        {
            yield return new TrafficRule("allow.wireguard", Verdict.Accept, mesh, Peers: null) { Path = ["allow"] };
        }
    }

    private IReadOnlyList<PortRange> PortsOf(IReadOnlyList<string> path, string name, string? service, IReadOnlyList<string>? tcp, IReadOnlyList<string>? udp)
    {
        if (tcp is not null || udp is not null)
        {
            if (service is not null)
            {
                context.Problem([.. path, "service"], "a rule has a service, or ports of its own", "Leave one of them out.");
            }

            var own = Ports(path, tcp, udp);
            if (own.Count == 0)
            {
                context.Problem(path, "the rule names no port");
            }

            return own;
        }

        if (Find(service ?? name) is { } ports)
        {
            return ports;
        }

        var known = KnownServices.Names.Concat(section.Services?.Keys ?? Enumerable.Empty<string>());
        context.Problem(
            service is null ? path : [.. path, "service"],
            $"there is no service '{service ?? name}'",
            Spelling.Hint(service ?? name, known) ?? "Name a 'service', or ports: 'tcp: [8069]'.");
        return [];
    }

    private IReadOnlyList<PortRange>? Find(string service) => service switch
    {
        KnownServices.Ssh => [.. sshPorts.Select(p => new PortRange("tcp", p, p))],
        KnownServices.WireGuard => [.. sources.Networks.Select(n => n.Port).Distinct().Select(p => new PortRange("udp", p, p))],
        _ when section.Services?.GetValueOrDefault(service) is { } own => Parsed(own),
        _ => KnownServices.Find(service),
    };

    /// <summary>Without complaints, which the service itself has had.</summary>
    private static List<PortRange> Parsed(ServiceSettings service) =>
        [.. (service.Tcp ?? []).Select(p => PortRange.Parse("tcp", p)).Concat((service.Udp ?? []).Select(p => PortRange.Parse("udp", p))).OfType<PortRange>()];

    private List<PortRange> Ports(IReadOnlyList<string> path, IReadOnlyList<string>? tcp, IReadOnlyList<string>? udp)
    {
        var ports = new List<PortRange>();
        foreach (var (protocol, texts) in new[] { ("tcp", tcp), ("udp", udp) })
        {
            for (var i = 0; i < (texts?.Count ?? 0); i++)
            {
                var text = texts?[i] ?? "";
                IReadOnlyList<string> place = [.. path, protocol, i.ToString(CultureInfo.InvariantCulture)];
                if (PortRange.Parse(protocol, text) is not { } range)
                {
                    context.Problem(place, $"'{text}' is no port: a number from 1 to 65535, or a range such as 8000-8100, is expected");
                }
                else if (ports.Find(p => p.Protocol == protocol && p.First <= range.Last && range.First <= p.Last) is { } other)
                {
                    context.Problem(place, $"{range.Ports} and {other.Ports} overlap");
                }
                else
                {
                    ports.Add(range);
                }
            }
        }

        return ports;
    }

    private RateLimit? Limit(IReadOnlyList<string> path, string? text, Verdict verdict)
    {
        if (text is null)
        {
            return null;
        }

        if (verdict == Verdict.Drop)
        {
            context.Problem(path, "a rule that denies has no limit");
        }

        if (text.Split('/') is [var count, "second" or "minute" or "hour" or "day"]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= LargestCount)
        {
            return new RateLimit(number, text.Split('/')[1]);
        }

        context.Problem(path, $"'{text}' is no limit: such as 10/minute is expected, a number from 1 to {LargestCount} per second, minute, hour or day");
        return null;
    }

    private void CheckName(IReadOnlyList<string> path, string name)
    {
        if (!Name().IsMatch(name))
        {
            context.Problem(path, "expected a name of at most 60 letters, digits, dashes and underscores");
        }
    }

    /// <summary>What rules, services, zones and lists may be called: it becomes part of nft's own names.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_\-]{0,59}\z")]
    internal static partial Regex Name();
}
