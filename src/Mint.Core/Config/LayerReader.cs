namespace Mint.Core.Config;

/// <summary>Reads the files that a host is made of, each once, and puts them in their order.</summary>
internal sealed class LayerReader(IConfigFiles files, FileShapes shapes)
{
    private readonly Dictionary<string, LayerFile> read = new(StringComparer.Ordinal);
    private List<FleetHost>? keys;
    private List<FleetMember>? members;

    public RepoLayout Layout { get; } = new(files);

    public LayerFile Fleet() => Read(RepoLayout.Fleet, shapes.Fleet);

    public LayerFile Group(string name) => Read(RepoLayout.GroupFile(name), shapes.Group);

    public LayerFile Host(string name) => Read(RepoLayout.HostFile(name), shapes.Host);

    /// <summary>The hosts that have an SSH host key of their own, by name; one whose file can't be read is not among them.</summary>
    public IReadOnlyList<FleetHost> HostsWithKey() =>
        keys ??= [.. Layout.Hosts.Select(name => Host(name).Root is { } root ? HostKeys.Of(name, root) : null).OfType<FleetHost>()];

    /// <summary>What every host's own file shows of it, by name; one whose file can't be read shows nothing but its name.</summary>
    public IReadOnlyList<FleetMember> Members() => members ??= [.. Layout.Hosts.Select(Member)];

    /// <summary>What one host's own file shows of it.</summary>
    public FleetMember Member(string name)
    {
        var file = Whole(Host(name).Root);
        var groups = ((file["groups"] as ConfigList)?.Items ?? []).OfType<ConfigScalar>().Select(g => g.Text);
        var shown = file.With(file.Entries.Where(e => FleetMember.Keys.Contains(e.Key)));
        return new FleetMember(name, [.. groups], new Interpolation(name, file, complete: false, []).Expand(shown));
    }

    /// <summary>The layers of a host; whatever is wrong in any of their files goes to the problems.</summary>
    public HostLayers Collect(string name, List<Problem> problems)
    {
        var (fleet, host) = (Fleet(), Host(name));
        var (names, allThere) = Groups(host, problems);
        var groups = names.Select(g => (Name: g, File: Group(g))).ToList();
        LayerFile[] all = [fleet, .. groups.Select(g => g.File), host];
        problems.AddRange(all.SelectMany(f => f.Problems));
        List<Layer> layers =
        [
            .. FleetLayers(fleet.Root),
            .. groups.Where(g => g.File.Root is not null).Select(g => new Layer($"group {g.Name}", Whole(g.File.Root))),
            new Layer($"host {name}", Whole(host.Root).Without("groups")),
        ];
        var fits = layers.Sum(l => l.Root.Size) <= ConfigLimits.Nodes;
        if (!fits)
        {
            problems.Add(new Problem(new Origin(host.Path, 1, 1), "", $"the host's layers hold more than {ConfigLimits.Nodes} values together"));
            layers.Clear();
        }

        return new HostLayers(layers, names, fits && allThere && all.All(f => f.Root is not null));
    }

    private static ConfigMap Whole(ConfigMap? root) => root ?? new ConfigMap(Origin.None, []);

    private static IEnumerable<Layer> FleetLayers(ConfigMap? fleet)
    {
        if (fleet is not null && fleet.TryGet("limits", out var limits))
        {
            yield return new Layer("fleet", new ConfigMap(fleet.Origin, [limits]));
        }

        if (fleet?["defaults"] is ConfigMap defaults)
        {
            yield return new Layer("defaults", defaults);
        }
    }

    private (List<string> Names, bool AllThere) Groups(LayerFile host, List<Problem> problems)
    {
        var names = new List<string>();
        var allThere = true;
        var listed = (host.Root?["groups"] as ConfigList)?.Items ?? [];
        if (listed.Count > ConfigLimits.Groups)
        {
            problems.Add(new Problem(listed[ConfigLimits.Groups].Origin, "groups", $"a host has at most {ConfigLimits.Groups} groups"));
            allThere = false;
        }

        foreach (var item in listed.Take(ConfigLimits.Groups).OfType<ConfigScalar>())
        {
            if (GroupFault(item.Text, names) is not { } fault)
            {
                names.Add(item.Text);
                continue;
            }

            allThere &= names.Contains(item.Text);
            problems.Add(new Problem(item.Origin, "groups", fault.Message, fault.Hint));
        }

        return (names, allThere);
    }

    private (string Message, string? Hint)? GroupFault(string name, List<string> before)
    {
        if (!ConfigName.IsValid(name))
        {
            return ($"{Found.Quote(name)} can't be a group's name", ConfigName.Rule);
        }

        if (before.Contains(name))
        {
            return ($"the group '{name}' is listed twice", "Keep it once, where it shall be laid over the others.");
        }

        return Layout.Groups.Contains(name) ? null
            : ($"no group '{name}': there is no {RepoLayout.GroupFile(name)}", Spelling.Hint(name, Layout.Groups));
    }

    private LayerFile Read(string path, Shape shape)
    {
        if (!read.TryGetValue(path, out var file))
        {
            read[path] = file = LayerFile.Read(files, path, shape);
        }

        return file;
    }
}
