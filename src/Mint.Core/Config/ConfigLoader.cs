using System.Text.Json.Nodes;
using Mint.Core.Graph;
using Mint.Core.Secrets;

namespace Mint.Core.Config;

/// <summary>
/// Reads a config repo: <c>mint.yaml</c>'s defaults ▸ groups in the order the host lists them ▸ host. Files are read once
/// and kept, so a loader serves one revision. Never throws for what a file holds. Not safe for concurrent use.
/// </summary>
public sealed class ConfigLoader
{
    private readonly IReadOnlyList<IModule> modules;
    private readonly FileShapes shapes;
    private readonly LayerReader layers;
    private readonly SecretShelf shelf;
    private readonly ISecretOpener opener;
    private FleetResult? fleet;

    /// <summary>Makes a loader for one revision.</summary>
    /// <param name="files">The revision's files.</param>
    /// <param name="modules">The modules whose sections may be written.</param>
    /// <param name="opener">Decrypts secrets when they are revealed; null where there is no key, so that they stay sealed.</param>
    /// <exception cref="ArgumentException">Two modules own one section.</exception>
    public ConfigLoader(IConfigFiles files, IReadOnlyList<IModule> modules, ISecretOpener? opener = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(modules);
        (this.modules, shapes) = (modules, new FileShapes(modules));
        layers = new LayerReader(files, shapes);
        (shelf, this.opener) = (new SecretShelf(files), opener ?? SealedSecrets.Instance);
    }

    /// <summary>Names of the hosts in the repo, ordinal order; a file with an impossible name is not among them.</summary>
    public IReadOnlyList<string> HostNames => layers.Layout.Hosts;

    /// <summary>Names of the groups in the repo, ordinal order.</summary>
    public IReadOnlyList<string> GroupNames => layers.Layout.Groups;

    /// <summary>The hosts that have an SSH host key in their own file, by name: what <see cref="HostConfig.Fleet"/> is made of.</summary>
    public IReadOnlyList<FleetHost> HostsWithKey => layers.HostsWithKey();

    /// <summary>What every host's own file shows of it to the others, by name: what <see cref="HostConfig.Fleet"/> is made of.</summary>
    public IReadOnlyList<FleetMember> Members => layers.Members();

    /// <summary>Loads <c>mint.yaml</c>.</summary>
    public FleetResult LoadFleet() => fleet ??= ReadFleet();

    /// <summary>Every file of the repo as it is written, nothing merged; one that can't be read is left out.</summary>
    public IReadOnlyList<ConfigMap> ReadTrees() =>
        [.. GroupNames.Select(layers.Group).Prepend(layers.Fleet()).Concat(HostNames.Select(layers.Host)).Select(f => f.Root).OfType<ConfigMap>()];

    /// <summary>Loads one host.</summary>
    public HostResult LoadHost(string name) => LoadHost(name, []);

    /// <summary>Loads one host as if no layer had set some keys.</summary>
    /// <param name="name">The host.</param>
    /// <param name="without">Paths of the keys: <c>["users", "anna"]</c>.</param>
    public HostResult LoadHost(string name, IReadOnlyList<string[]> without)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(without);
        if (Unknown(name) is { } unknown)
        {
            return new HostResult(null, [unknown]);
        }

        var problems = new List<Problem>(LoadFleet().Problems);
        var stack = layers.Collect(name, problems).Without(without);
        var (root, secrets) = Fill(name, stack, problems);
        if (stack.Complete)
        {
            new ShapeChecker(merged: true, problems).Check(root, shapes.Group, KeyPath.Root, root.Origin);
            new SettingsRules(modules).Check(root, problems);
            NetworkRules.CheckMember(LoadFleet().Fleet, layers.Member(name), root, layers.Members, problems);
        }

        var host = problems.Count == 0 ? Bind(name, stack.Groups, root, problems) : null;
        return new HostResult(problems.Count == 0 && host is not null ? host with { Secrets = secrets } : null, ProblemOrder.Sort(problems));
    }

    /// <summary>Every mistake in the repo: fleet, all hosts, and groups that no host uses.</summary>
    public IReadOnlyList<Problem> Validate()
    {
        var problems = new List<Problem>(layers.Layout.Misnamed());
        problems.AddRange(LoadFleet().Problems);
        problems.AddRange(GroupNames.SelectMany(name => layers.Group(name).Problems));
        var hosts = HostNames.Select(name => LoadHost(name)).ToList();
        problems.AddRange(hosts.SelectMany(h => h.Problems));
        problems.AddRange(HostKeys.Twice(hosts.Select(h => h.Host).OfType<HostConfig>()));
        problems.AddRange(shelf.Misnamed());
        problems.AddRange(AuditSecrets().SelectMany(s => s.Problems));
        return ProblemOrder.Sort(problems);
    }

    /// <summary>
    /// Every secret of the repo, who shall be able to read it and who can. Answers even when hosts have mistakes, as far as their files
    /// can be read.
    /// </summary>
    public IReadOnlyList<SecretStanding> AuditSecrets()
    {
        var (uses, keys) = (new List<SecretUse>(), new Dictionary<string, SecretRecipient>(StringComparer.Ordinal));
        foreach (var host in HostNames)
        {
            var (root, its) = Fill(host, layers.Collect(host, []), []);
            uses.AddRange(its);
            if (root["ssh_host_key"] is ConfigScalar key && SecretRecipient.Parse(key.Text) is { } recipient)
            {
                keys.Add(host, recipient);
            }
        }

        return new SecretAudit(shelf, uses, keys, LoadFleet().Fleet?.Secrets.Recipients() ?? new Dictionary<string, SecretRecipient>()).Run();
    }

    /// <summary>What every layer says of a key (<c>packages.nginx.version</c>), and who has the last word. Answers even when the host has mistakes.</summary>
    public Explanation Explain(string host, string keyPath)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(keyPath);
        if (Unknown(host) is { } unknown)
        {
            return new Explanation(host, keyPath, null, [], [unknown]);
        }

        var stack = layers.Collect(host, []);
        return new Explainer(host, stack, Fill(host, stack, []).Root).Explain(keyPath);
    }

    /// <summary>JSON Schema (draft 2020-12) of one kind of file, from the same contracts that binding uses.</summary>
    public JsonObject Schema(SchemaFile file) => SchemaWriter.Write(file switch
    {
        SchemaFile.Fleet => shapes.Fleet,
        SchemaFile.Group => shapes.Group,
        _ => shapes.Host,
    });

    private FleetResult ReadFleet()
    {
        var file = layers.Fleet();
        var problems = new List<Problem>(file.Problems);
        var bound = file.Root is { } root ? FleetRules.Bind(Layering.WithoutNulls(root), shapes, layers.Layout, problems) : null;
        return new FleetResult(problems.Count == 0 ? bound : null, ProblemOrder.Sort(problems));
    }

    private Problem? Unknown(string name)
    {
        if (!ConfigName.IsValid(name))
        {
            return new Problem(Origin.None, "", $"{Found.Quote(name)} can't be a host's name", ConfigName.Rule);
        }

        return HostNames.Contains(name) ? null
            : new Problem(Origin.None, "", $"no host '{name}': there is no {RepoLayout.HostFile(name)}", Spelling.Hint(name, HostNames));
    }

    private (ConfigMap Root, IReadOnlyList<SecretUse> Secrets) Fill(string name, HostLayers stack, List<Problem> problems)
    {
        var merged = stack.Merge();
        var filled = new Interpolation(name, merged, stack.Complete, problems).Expand(merged);
        var resolver = new SecretResolver(name, shelf, opener, problems);
        return (resolver.Resolve(filled), resolver.Uses);
    }

    private HostConfig? Bind(string name, IReadOnlyList<string> groups, ConfigMap root, List<Problem> problems)
    {
        var sections = new List<BoundSection>();
        foreach (var module in modules)
        {
            if (root.TryGet(module.Section, out var entry)
                && Binder.Bind(entry.Value, shapes.Sections[module.Section], KeyPath.Root.Child(module.Section), problems) is { } bound)
            {
                sections.Add(new BoundSection(module.Section, bound, entry.Value, entry.KeyOrigin));
            }
        }

        var own = root.Without([.. shapes.Sections.Keys]);
        return Binder.Bind(own, shapes.SettingsContract, KeyPath.Root, problems) is HostSettings settings
            ? new HostConfig(name, groups, settings, sections, root) { Fleet = new FleetHosts(() => [.. layers.HostsWithKey().Where(h => h.Name != name)], layers.Members, LoadFleet().Fleet) }
            : null;
    }
}
