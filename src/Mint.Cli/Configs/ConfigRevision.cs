using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Secrets;
using Mint.Modules;

namespace Mint.Cli.Configs;

/// <summary>One revision of a config repo: loads and compiles its hosts.</summary>
/// <param name="files">Its files.</param>
/// <param name="secrets">Decrypts secrets; null where they stay sealed.</param>
internal sealed class ConfigRevision(IConfigFiles files, ISecretOpener? secrets = null)
{
    /// <summary>Reads the revision.</summary>
    public ConfigLoader Loader { get; } = new(files, ModuleCatalog.All, secrets);

    /// <summary>Loads and compiles one host; when there are problems, they are all there is.</summary>
    public CompiledHost Compile(HostFacts facts) => Compile(facts, []);

    /// <summary>The same as if no layer had set some keys, given by their paths.</summary>
    public CompiledHost Compile(HostFacts facts, IReadOnlyList<string[]> without)
    {
        var (host, problems) = Loader.LoadHost(facts.Host, without);
        if (host is null)
        {
            return new CompiledHost(null, ResourceGraph.Empty, problems);
        }

        var compiled = HostCompiler.Compile(host, ModuleCatalog.All, facts, files);
        return new CompiledHost(host, compiled.Graph, compiled.Problems);
    }

    /// <summary>Every mistake of the revision: in the files, and in what they compile into.</summary>
    public IReadOnlyList<Problem> Validate() =>
        ProblemOrder.Sort([.. Loader.Validate(), .. Loader.HostNames.SelectMany(name => Compile(new HostFacts(name)).Problems)]);
}

/// <summary>A host and its graph.</summary>
/// <param name="Host">Its configuration; null when it does not load.</param>
/// <param name="Graph">What it shall be; not to be used while there are problems.</param>
/// <param name="Problems">All mistakes.</param>
internal sealed record CompiledHost(HostConfig? Host, ResourceGraph Graph, IReadOnlyList<Problem> Problems);
