using Mint.Core.Config;

namespace Mint.Core.Graph;

/// <summary>Turns a host's configuration into its graph of resources. Pure: equal input gives an equal graph.</summary>
public static class HostCompiler
{
    /// <summary>Compiles every section, sets each resource's mode and orders the whole.</summary>
    /// <param name="host">The host's configuration.</param>
    /// <param name="modules">The modules that own its sections.</param>
    /// <param name="facts">What is known of the host besides.</param>
    /// <param name="files">The config repo's files, of the revision that the configuration came from.</param>
    public static CompileResult Compile(HostConfig host, IReadOnlyList<IModule> modules, HostFacts facts, IConfigFiles files)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(modules);
        var resources = new List<Resource>();
        var problems = new List<Problem>();
        foreach (var section in host.Sections)
        {
            var module = modules.First(m => m.Section == section.Name);
            var context = new CompileContext(facts, section.Name, section.OriginOf, files)
            {
                OtherSection = name => host.Sections.FirstOrDefault(s => s.Name == name)?.Value,
            };
            module.Compile(section.Value, context);
            resources.AddRange(context.Resources.Select(r => r with { Mode = ModeOf(r, section.Name, host.Settings) }));
            problems.AddRange(context.Problems);
        }

        var providers = modules.SelectMany(m => m.Providers).ToDictionary(p => p.Kind);
        var (graph, clashes) = GraphBuilder.Build(resources, providers);
        return new CompileResult(graph, ProblemOrder.Sort(problems.Concat(clashes)));
    }

    /// <summary>The nearest word counts: the resource's, else its section's, else the host's.</summary>
    private static Mode ModeOf(Resource resource, string section, HostSettings settings) =>
        resource.OnlyReported is not null ? Mode.Observe
        : settings.Modes.TryGetValue(resource.Id.ToString(), out var own) ? own
        : settings.Modes.TryGetValue(section, out var ofSection) ? ofSection
        : settings.Mode;
}
