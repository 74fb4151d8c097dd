using System.Text.RegularExpressions;

namespace Mint.Core.Config;

/// <summary>Rules for <c>networks</c> of mint.yaml, and for what every member owes them.</summary>
internal static partial class NetworkRules
{
    private const string Key = "networks";
    private const int HighestPort = 65535;
    private const int LongestKeepalive = 65535;

    // Names that the kernel or sysctl give a meaning of their own.
    private static readonly string[] Reserved = ["lo", "all", "default"];

    /// <summary>Checks all networks, as far as their parts have the right shape.</summary>
    /// <param name="root">mint.yaml.</param>
    /// <param name="layout">The hosts and groups that there are.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static void Check(ConfigMap root, RepoLayout layout, List<Problem> problems)
    {
        foreach (var entry in Networks(root))
        {
            CheckName(entry, problems);
            CheckCidr(entry, problems);
            CheckNumbers(entry, problems);
            CheckHubs(entry, problems);
            CheckNames(entry, "hubs", "host", layout.Hosts, problems);
            CheckNames(entry, "hosts", "host", layout.Hosts, problems);
            CheckNames(entry, "groups", "group", layout.Groups, problems);
        }

        CheckOverlaps(root, problems);
    }

    /// <summary>A member has an address of its own in each of its networks.</summary>
    /// <param name="fleet">mint.yaml; null when it does not load.</param>
    /// <param name="host">The host.</param>
    /// <param name="root">Its merged tree.</param>
    /// <param name="members">Reads all hosts; asked only when an address is missing.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static void CheckMember(FleetConfig? fleet, FleetMember host, ConfigMap root, Func<IReadOnlyList<FleetMember>> members, List<Problem> problems)
    {
        var name = host.Name;
        foreach (var (network, settings) in fleet?.Networks.Where(n => n.Value.Includes(host)) ?? [])
        {
            if (((root["wireguard"] as ConfigMap)?[network] as ConfigMap)?["address"] is null)
            {
                var hint = FreeAddress.In(settings.Cidr, network, members()) is { } free
                    ? $"The next free one is {free}: write 'wireguard: {{ {network}: {{ address: {free} }} }}' in {RepoLayout.HostFile(name)}."
                    : $"None is free in {settings.Cidr}.";
                var origin = Places.Find(root, new Origin(RepoLayout.HostFile(name), 1, 1), ["wireguard", network]);
                problems.Add(new Problem(origin, $"wireguard.{network}.address", $"{name} is a member of the network {network} and has no address there", hint));
            }
        }
    }

    private static IEnumerable<ConfigEntry> Networks(ConfigMap root) => ((root[Key] as ConfigMap)?.Entries ?? []).Where(e => e.Value is ConfigMap);

    private static ConfigMap Settings(ConfigEntry entry) => (ConfigMap)entry.Value;

    private static string PathOf(ConfigEntry entry, string key) => $"{Key}.{entry.Key}.{key}";

    private static void CheckName(ConfigEntry entry, List<Problem> problems)
    {
        if (!Name().IsMatch(entry.Key) || Reserved.Contains(entry.Key))
        {
            problems.Add(new Problem(
                entry.KeyOrigin,
                $"{Key}.{entry.Key}",
                $"{Found.Quote(entry.Key)} can't be a network's name",
                "It names the interface: at most 15 of a-z, 0-9, '-' and '_', a letter first; not lo, all or default."));
        }
    }

    private static void CheckCidr(ConfigEntry entry, List<Problem> problems)
    {
        if (Settings(entry)["cidr"] is not ConfigScalar cidr || cidr.IsBroken)
        {
            return;
        }

        if (NetworkText.Fault(cidr.Text) is { } fault)
        {
            problems.Add(new Problem(cidr.Origin, PathOf(entry, "cidr"), fault.Message, fault.Hint));
        }
        else if (NetworkText.Parse(cidr.Text) is { } network && NetworkText.HostBits(network) is < 2 or > 96)
        {
            problems.Add(new Problem(cidr.Origin, PathOf(entry, "cidr"), $"{network} is too {(NetworkText.HostBits(network) < 2 ? "small" : "large")} for a network of hosts"));
        }
    }

    private static void CheckNumbers(ConfigEntry entry, List<Problem> problems)
    {
        if (Settings(entry)["port"] is ConfigScalar port && CoreSchema.TryInteger(port.Text, out var number) && (number < 1 || number > HighestPort))
        {
            problems.Add(new Problem(port.Origin, PathOf(entry, "port"), $"expected a port from 1 to {HighestPort}, found {port.Text}"));
        }

        if (Settings(entry)["keepalive"] is not ConfigScalar { IsBroken: false } keepalive)
        {
            return;
        }

        if (DurationText.Parse(keepalive.Text) is not { TotalSeconds: >= 1 and <= LongestKeepalive } time || time.TotalSeconds % 1 != 0)
        {
            problems.Add(new Problem(keepalive.Origin, PathOf(entry, "keepalive"), $"expected whole seconds from 1s to {LongestKeepalive}s, found {Found.In(keepalive)}"));
        }
    }

    private static void CheckHubs(ConfigEntry entry, List<Problem> problems)
    {
        var isHub = (Settings(entry)["topology"] as ConfigScalar)?.Text == "hub";
        var hubs = (Settings(entry)["hubs"] as ConfigList)?.Items.Count ?? 0;
        if (isHub && hubs == 0)
        {
            problems.Add(new Problem(
                Places.Find(entry.Value, entry.KeyOrigin, ["topology"]), PathOf(entry, "hubs"), "the topology is hub, and there is no host in the middle", "Write hubs: [HOST]."));
        }
        else if (!isHub && hubs > 0)
        {
            problems.Add(new Problem(
                Places.Find(entry.Value, entry.KeyOrigin, ["hubs"]), PathOf(entry, "hubs"), "there are hubs, and the topology is mesh", "Write topology: hub, or list them as hosts."));
        }
    }

    private static void CheckNames(ConfigEntry entry, string key, string what, IReadOnlyList<string> known, List<Problem> problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in ((Settings(entry)[key] as ConfigList)?.Items ?? []).OfType<ConfigScalar>().Where(i => !i.IsBroken))
        {
            if (!known.Contains(item.Text))
            {
                problems.Add(new Problem(item.Origin, PathOf(entry, key), $"no {what} {Found.Quote(item.Text)}: there is no {what}s/{item.Text}.yaml", Spelling.Hint(item.Text, known)));
            }
            else if (!seen.Add(item.Text))
            {
                problems.Add(new Problem(item.Origin, PathOf(entry, key), $"the {what} '{item.Text}' is listed twice"));
            }
        }
    }

    private static void CheckOverlaps(ConfigMap root, List<Problem> problems)
    {
        var cidrs = Networks(root)
            .Select(e => (e.Key, Node: Settings(e)["cidr"] as ConfigScalar))
            .Select(e => (e.Key, e.Node, Network: e.Node is { } node ? NetworkText.Parse(node.Text) : null))
            .Where(e => e.Network is not null)
            .ToList();
        foreach (var (name, node, network) in cidrs)
        {
            foreach (var other in cidrs.Where(o => o.Key != name && NetworkText.Overlap(o.Network, network)))
            {
                problems.Add(new Problem(
                    node?.Origin ?? root.Origin, $"{Key}.{name}.cidr", $"{network} overlaps {other.Network} of the network {other.Key} ({other.Node?.Origin})", "Give each network addresses of its own."));
            }
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,14}\z")]
    private static partial Regex Name();
}
