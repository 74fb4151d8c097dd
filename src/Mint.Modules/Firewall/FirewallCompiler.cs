using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules.Packages;
using Mint.Modules.Ssh;

namespace Mint.Modules.Firewall;

/// <summary>Turns the section into one table, and a resource for each list that is fetched.</summary>
internal sealed class FirewallCompiler(CompileContext context, FirewallSection section)
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(10);

    // What Docker calls its bridges.
    private static readonly string[] DockerInterfaces = ["docker0", "docker_gwbridge", "br-*"];

    // Private, local, shared and documentation networks: published lists of unroutable addresses have them all.
    private static readonly AddressBlock[] Local =
    [
        .. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1" }
            .Select(AddressBlock.Of),
    ];

    /// <summary>Adds the resources, or reports what is wrong.</summary>
    public void Compile()
    {
        var before = context.Problems.Count;
        var sources = new SourceResolver(context);
        foreach (var (name, zone) in (section.Zones ?? []).OrderBy(z => z.Key, StringComparer.Ordinal))
        {
            CheckName(["zones", name], name);
            sources.AddZone(name, zone);
        }

        var sshPorts = SshPorts();
        var rules = new RuleCompiler(context, section, sources, sshPorts);
        rules.CheckServices();
        var lists = Blocklists(sources);
        var never = sources.Resolve(["never_block"], section.NeverBlock);
        var model = new FirewallModel
        {
            Input = section.Input,
            Output = section.Output,
            Forward = section.Forward,
            LogDropped = section.LogDropped,
            Containers = Containers(),
            Networks = sources.Networks,
            Zones = sources.Zones,
            Blocklists = lists.ToDictionary(l => l.Name, l => l.Entries),
            NeverBlocked = lists.Count == 0 ? AddressSet.Empty : NeverBlocked(sources, never),
            Incoming = rules.Incoming(),
            Outgoing = rules.Outgoing(),
        };
        if (context.Problems.Count == before)
        {
            new WaysClosed(context, model).Report(sshPorts);
        }

        if (context.Problems.Count == before)
        {
            AddResources(model, lists);
        }
    }

    private void AddResources(FirewallModel model, IReadOnlyList<CompiledBlocklist> lists)
    {
        Package("nftables");
        context.Add(new Resource(FirewallProvider.Id, new FirewallSpec(TableText.Write(model)), context.Origin())
        {
            DependsOn = [new ResourceId(PackageProvider.KindName, "nftables")],
        });
        foreach (var list in lists.Where(l => l.Fetched is not null))
        {
            context.Add(new Resource(new ResourceId(BlocklistProvider.KindName, list.Name), list.Fetched ?? throw new InvalidOperationException(), context.Origin("blocklists", list.Name))
            {
                DependsOn = [FirewallProvider.Id, new ResourceId(PackageProvider.KindName, "curl")],
            });
        }

        if (lists.Any(l => l.Fetched is not null))
        {
            Package("curl");
        }
    }

    private void Package(string name)
    {
        if (context.Find<Dictionary<string, PackageSettings>>()?.ContainsKey(name) != true)
        {
            context.Add(new Resource(new ResourceId(PackageProvider.KindName, name), new PackageSpec(Present: true), context.Origin()));
        }
    }

    /// <summary>The ports that sshd listens on, as far as this host says; what is no port is the ssh section's to tell.</summary>
    private IReadOnlyList<int> SshPorts() => context.Find<SshSection>()?.Port is { All.Count: > 0 } port
        ? [.. port.All.Select(p => PortRange.Parse("tcp", p)?.First).OfType<int>().Distinct()]
        : [22];

    private IReadOnlyList<string> Containers()
    {
        foreach (var name in section.Containers ?? [])
        {
            if (name.Length is 0 or > 15 || name == "*" || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '*')) || name[..^1].Contains('*', StringComparison.Ordinal))
            {
                context.Problem(["containers"], $"'{name}' is no interface: a name such as docker0 is expected, or its beginning with a star, br-*");
            }
        }

        return [.. (section.Containers ?? DockerInterfaces).Distinct()];
    }

    /// <summary>A list of others must not cut off what is ours, whatever they write into it.</summary>
    private AddressSet NeverBlocked(SourceResolver sources, Peers? asked)
    {
        var fleet = context.Fleet.Members.SelectMany(m => m.Addresses).Select(a => AddressBlock.Parse(a, out _)).OfType<AddressBlock>();
        var networks = context.Fleet.Config.Networks.Values.Select(n => AddressBlock.Parse(n.Cidr, out _)).OfType<AddressBlock>();
        return AddressSet.Of([.. Local, .. fleet, .. networks, .. sources.Networks.Select(n => n.Addresses), .. asked?.All.V4 ?? [], .. asked?.All.V6 ?? []]);
    }

    private List<CompiledBlocklist> Blocklists(SourceResolver sources)
    {
        var lists = new List<CompiledBlocklist>();
        foreach (var (name, list) in (section.Blocklists ?? []).OrderBy(b => b.Key, StringComparer.Ordinal))
        {
            IReadOnlyList<string> path = ["blocklists", name];
            CheckName(path, name);
            if ((list.Url is null) == (list.File is null))
            {
                context.Problem(path, "a blocklist has a 'url' or a 'file'", "firehol: { url: https://…, every: 6h }");
            }
            else if (list.File is { } file)
            {
                lists.Add(new CompiledBlocklist(name, AddressSet.Of(sources.ReadFile([.. path, "file"], file)), null));
                if (list.Every is not null)
                {
                    context.Problem([.. path, "every"], "a list of the config repo is as new as its commit", "Leave 'every' out.");
                }
            }
            else
            {
                lists.Add(new CompiledBlocklist(name, null, new BlocklistSpec(Url(path, list.Url ?? ""), Interval(path, list.Every))));
            }
        }

        return lists;
    }

    private string Url(IReadOnlyList<string> path, string url)
    {
        var isGood = Uri.TryCreate(url, UriKind.Absolute, out var uri) && url.Length <= 1000 && url.All(c => c is > ' ' and < '\x7f' and not ('"' or '\\'))
            && (uri.Scheme == Uri.UriSchemeHttps || url.StartsWith("file:///", StringComparison.Ordinal)) && uri.UserInfo.Length == 0;
        if (!isGood)
        {
            context.Problem([.. path, "url"], $"'{url}' is no address of a list: https://… is expected, or file:///…, without a password in it");
        }

        return url;
    }

    private TimeSpan Interval(IReadOnlyList<string> path, string? every)
    {
        var interval = every is null ? TimeSpan.FromHours(6) : DurationText.Parse(every);
        if (interval is null || interval < ShortestInterval)
        {
            context.Problem([.. path, "every"], $"expected a duration of at least 10m, such as 6h, found '{every}'");
        }

        return interval ?? ShortestInterval;
    }

    private void CheckName(IReadOnlyList<string> path, string name)
    {
        if (!RuleCompiler.Name().IsMatch(name))
        {
            context.Problem(path, "expected a name of at most 60 letters, digits, dashes and underscores");
        }
    }

    private sealed record CompiledBlocklist(string Name, AddressSet? Entries, BlocklistSpec? Fetched);
}
