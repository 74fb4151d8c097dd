using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules;

namespace Mint.Coordinator.Commits.Expected;

/// <summary>Loads and compiles hosts of one commit, each with the paths that it is made of.</summary>
/// <param name="files">The commit's files.</param>
internal sealed class HostViewReader(IConfigFiles files)
{
    private readonly ConfigLoader loader = new(files, ModuleCatalog.All);

    /// <summary>The hosts that the commit names.</summary>
    public IReadOnlyList<string> Hosts => loader.HostNames;

    /// <summary>mint.yaml; null when it does not load.</summary>
    public FleetConfig? Fleet => loader.LoadFleet().Fleet;

    /// <summary>Loads one host.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="before">What was known of it in an earlier commit; counts for what a broken configuration no longer tells.</param>
    public HostView Read(string host, HostView? before)
    {
        var result = loader.LoadHost(host);
        if (result.Host is not { } config)
        {
            return Broken(host, result.Problems[0], before);
        }

        // The loader reads layers once for all hosts, so which ones a host has is told by its groups.
        var sources = new RecordingFiles(files);
        var compiled = HostCompiler.Compile(config, ModuleCatalog.All, new HostFacts(host), sources);
        var silentAfter = config.Settings.SilentAfter is { } text ? DurationText.Parse(text) : null;
        string[] inputs = ["mint.yaml", HostFile(host), .. config.Groups.Select(group => $"groups/{group}.yaml"), .. sources.Paths];
        return new HostView(host, config.Customer ?? "", config.Groups, silentAfter, Explain(compiled.Problems), inputs);
    }

    // A loader of its own finds out what the host asked for before it broke.
    private HostView Broken(string host, Problem problem, HostView? before)
    {
        var alone = new RecordingFiles(files, $"{host}.yaml");
        new ConfigLoader(alone, ModuleCatalog.All).LoadHost(host);
        return new HostView(host, before?.Customer ?? "", before?.Groups ?? [], before?.SilentAfter, Explain([problem]), [.. alone.Paths, HostFile(host)]);
    }

    private static string HostFile(string host) => $"hosts/{host}.yaml";

    private static string Explain(IReadOnlyList<Problem> problems) =>
        problems.Count == 0 ? "" : $"its configuration does not load: {problems[0].Origin} {problems[0].Path}: {problems[0].Message}";
}
