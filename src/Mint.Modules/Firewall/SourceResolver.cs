using System.Globalization;
using Mint.Core.Config;
using Mint.Core.Graph;

namespace Mint.Modules.Firewall;

/// <summary>Turns what people write for sources into addresses.</summary>
internal sealed class SourceResolver(CompileContext context)
{
    private readonly Dictionary<string, AddressSet> zones = new(StringComparer.Ordinal);

    /// <summary>Zones by name, as far as they were resolved.</summary>
    public IReadOnlyDictionary<string, AddressSet> Zones => zones;

    /// <summary>The WireGuard networks that this host is a member of, by name.</summary>
    public IReadOnlyList<MeshNetwork> Networks { get; } = [.. MemberNetworks(context)];

    /// <summary>Takes in a zone.</summary>
    public void AddZone(string name, IReadOnlyList<string> sources)
    {
        IReadOnlyList<string> path = ["zones", name];
        if (sources.Count == 0)
        {
            context.Problem(path, "the zone is empty", "Name an address, a network, host:NAME, group:NAME, network:NAME or file:PATH.");
        }

        zones[name] = Blocks(path, sources);
    }

    /// <summary>Resolves the sources of a rule; null for anywhere.</summary>
    public Peers? Resolve(IReadOnlyList<string> path, IReadOnlyList<string>? sources)
    {
        if (sources is null)
        {
            return null;
        }

        if (sources.Count == 0)
        {
            context.Problem(path, "the list is empty, so the rule is for nobody", "Leave it out for anywhere, or name somebody.");
        }

        var named = sources.Where(zones.ContainsKey).Distinct().Order(StringComparer.Ordinal).ToList();
        var inline = Blocks(path, sources, skip: zones.ContainsKey);
        var all = AddressSet.Of(named.Select(n => zones[n]).Append(inline).SelectMany(s => s.V4.Concat(s.V6)));
        return new Peers(named, inline, all);
    }

    /// <summary>Reads a list of the config repo.</summary>
    public IReadOnlyList<AddressBlock> ReadFile(IReadOnlyList<string> path, string file)
    {
        if (ConfigSource.Read(context, path, file) is not { } content)
        {
            return [];
        }

        var (entries, faults) = AddressList.Parse(content);
        foreach (var fault in faults)
        {
            context.Problem(path, $"{file}, {fault}");
        }

        if (faults.Count == 0 && entries.Count == 0)
        {
            context.Problem(path, $"{file} has no entry");
        }
        else if (faults.Count == 0 && AddressSet.FindOverlap(entries, e => e.Block) is var (outer, inner))
        {
            var message = string.Create(
                CultureInfo.InvariantCulture, $"{file}, line {inner.Line}: {inner.Block} is in {outer.Block} of line {outer.Line} already");
            context.Problem(path, message);
        }

        return [.. entries.Select(e => e.Block)];
    }

    private AddressSet Blocks(IReadOnlyList<string> path, IReadOnlyList<string> sources, Predicate<string>? skip = null)
    {
        var (blocks, written) = (new List<AddressBlock>(), new List<Written>());
        for (var i = 0; i < sources.Count; i++)
        {
            IReadOnlyList<string> place = [.. path, i.ToString(CultureInfo.InvariantCulture)];
            var source = sources[i];
            if (skip?.Invoke(source) == true)
            {
                continue;
            }

            if (!source.StartsWith("file:", StringComparison.Ordinal) && AddressBlock.Parse(source, out _) is { } block)
            {
                written.Add(new Written(place, block));
            }

            blocks.AddRange(Resolve(place, source));
        }

        if (AddressSet.FindOverlap(written, w => w.Block) is var (outer, inner))
        {
            context.Problem(inner.Place, $"{inner.Block} is in {outer.Block} of the same list already", "Leave one of them out.");
        }

        return AddressSet.Of(blocks);
    }

    private IReadOnlyList<AddressBlock> Resolve(IReadOnlyList<string> place, string source) => source.Split(':', 2) switch
    {
        ["host", var name] => Host(place, name),
        ["group", var name] => Group(place, name),
        ["network", var name] => Network(place, name),
        ["file", var file] => ReadFile(place, file),
        _ => Plain(place, source),
    };

    private AddressBlock[] Plain(IReadOnlyList<string> place, string source)
    {
        if (AddressBlock.Parse(source, out var fault) is not { } block)
        {
            var isName = source.Length > 0 && source.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && !source.All(c => char.IsAsciiDigit(c));
            context.Problem(
                place,
                isName ? $"there is no zone '{source}'" : fault,
                isName ? Spelling.Hint(source, zones.Keys) ?? "Zones are declared under 'firewall.zones'." : null);
            return [];
        }

        if (block.Prefix == 0)
        {
            context.Problem(place, $"{source} is everybody", "Leave 'from' (or 'to') out for anywhere.");
        }

        return [block];
    }

    private List<AddressBlock> Host(IReadOnlyList<string> place, string name)
    {
        if (context.Fleet.Members.FirstOrDefault(m => m.Name == name) is { } member)
        {
            return Addresses(place, member);
        }

        context.Problem(place, $"there is no host '{name}' in hosts/", Spelling.Hint(name, context.Fleet.Members.Select(m => m.Name)));
        return [];
    }

    private List<AddressBlock> Group(IReadOnlyList<string> place, string name)
    {
        var members = context.Fleet.Members.Where(m => m.Groups.Contains(name)).ToList();
        if (members.Count == 0)
        {
            context.Problem(place, $"no host is in a group '{name}'", Spelling.Hint(name, context.Fleet.Members.SelectMany(m => m.Groups).Distinct()));
        }

        return [.. members.SelectMany(m => Addresses(place, m))];
    }

    private List<AddressBlock> Addresses(IReadOnlyList<string> place, FleetMember member)
    {
        var blocks = member.Addresses.Select(a => AddressBlock.Parse(a, out _)).OfType<AddressBlock>().ToList();
        if (blocks.Count == 0)
        {
            context.Problem(place, $"the host '{member.Name}' says no addresses", $"Write them in hosts/{member.Name}.yaml: 'addresses: [203.0.113.7]'.");
        }

        return blocks;
    }

    /// <summary>A host that is no member sees nothing of the network, so nobody of it comes.</summary>
    private AddressBlock[] Network(IReadOnlyList<string> place, string name)
    {
        if (!context.Fleet.Config.Networks.ContainsKey(name))
        {
            context.Problem(place, $"there is no network '{name}' in mint.yaml", Spelling.Hint(name, context.Fleet.Config.Networks.Keys));
        }

        return [.. Networks.Where(n => n.Name == name).Select(n => n.Addresses)];
    }

    private static IEnumerable<MeshNetwork> MemberNetworks(CompileContext context)
    {
        if (context.Fleet.Config.Networks.Count == 0 || context.Fleet.Members.FirstOrDefault(m => m.Name == context.Facts.Host) is not { } self)
        {
            yield break;
        }

        foreach (var (name, network) in context.Fleet.Config.Networks.OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            if (network.Includes(self) && AddressBlock.Parse(network.Cidr, out _) is { } block)
            {
                yield return new MeshNetwork(name, block, network.Port);
            }
        }
    }

    private sealed record Written(IReadOnlyList<string> Place, AddressBlock Block);
}
