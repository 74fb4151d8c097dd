using Mint.Core.Config;

namespace Mint.Core.Graph;

/// <summary>Turns a host's configuration into its graph of resources. Pure: equal input gives an equal graph.</summary>
public static class HostCompiler
{
    /// <summary>Compiles every section, sets each resource's mode, orders the whole, and lets every module judge it.</summary>
    /// <param name="host">The host's configuration.</param>
    /// <param name="modules">The modules that own its sections.</param>
    /// <param name="facts">What is known of the host besides.</param>
    /// <param name="files">The config repo's files, of the revision that the configuration came from.</param>
    public static CompileResult Compile(HostConfig host, IReadOnlyList<IModule> modules, HostFacts facts, IConfigFiles files)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(modules);
        var resources = new List<Resource>();
        var values = host.Sections.Select(s => s.Value).ToList();
        var sections = host.Sections.Select(s => (
            Section: s,
            Module: modules.First(m => m.Section == s.Name),
            Context: new CompileContext(facts, s.Name, s.OriginOf, files, values, host.Fleet))).ToList();
        foreach (var (section, module, context) in sections)
        {
            module.Compile(section.Value, context);
            resources.AddRange(context.Resources.Select(r => r with { Mode = ModeOf(r, section.Name, host.Settings) }));
        }

        var providers = modules.SelectMany(m => m.Providers).ToDictionary(p => p.Kind);
        var (graph, clashes) = GraphBuilder.Build(resources, providers);
        if (clashes.Count == 0 && sections.All(s => s.Context.Problems.Count == 0))
        {
            // A graph from which mistakes are left out would be judged wrongly.
            sections.ForEach(s => s.Module.Review(s.Section.Value, graph, s.Context));
        }

        return new CompileResult(graph, ProblemOrder.Sort(sections.SelectMany(s => s.Context.Problems).Concat(clashes)));
    }

    /// <summary>The nearest word counts: the resource's, else its section's, else the host's.</summary>
    private static Mode ModeOf(Resource resource, string section, HostSettings settings) =>
        resource.OnlyReported is not null ? Mode.Observe
        : settings.Modes.TryGetValue(resource.Id.ToString(), out var own) ? own
        : settings.Modes.TryGetValue(section, out var ofSection) ? ofSection
        : settings.Mode;
}
