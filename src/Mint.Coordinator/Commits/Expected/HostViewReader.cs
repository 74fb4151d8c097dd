using LibGit2Sharp;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Reporting;
using Mint.Core.Secrets;
using Mint.Modules;

namespace Mint.Coordinator.Commits.Expected;

/// <summary>Loads and compiles hosts of one commit, each with the paths that it is made of.</summary>
/// <param name="files">The commit's files.</param>
/// <param name="modules">Who owns the sections of a host.</param>
internal sealed class HostViewReader(IConfigFiles files, IReadOnlyList<IModule> modules)
{
    /// <summary>
    /// Stands among a host's inputs for the SSH host keys of all hosts. Not their files: a host that knows its neighbours is none the wiser when
    /// one of them gets a package.
    /// </summary>
    public const string HostKeys = "hosts/*.ssh_host_key";

    /// <summary>Stands among a host's inputs for what every host shows of itself: its groups, addresses and place in WireGuard networks.</summary>
    public const string Members = "hosts/*.addresses,wireguard";

    private const int LongestBug = 300;

    private readonly ConfigLoader loader = new(files, modules);

    /// <summary>Reads them with all modules.</summary>
    public HostViewReader(IConfigFiles files)
        : this(files, ModuleCatalog.All)
    {
    }

    /// <summary>The hosts that the commit names.</summary>
    public IReadOnlyList<string> Hosts => loader.HostNames;

    /// <summary>mint.yaml; null when it does not load.</summary>
    public FleetConfig? Fleet => loader.LoadFleet().Fleet;

    /// <summary>What <see cref="HostKeys"/> or <see cref="Members"/> stands for, as one text; null for a path.</summary>
    public string? StateOf(string input) => input switch
    {
        HostKeys => string.Join('\n', loader.HostsWithKey.Select(h => $"{h.Name} {h.Key} {string.Join(',', h.Names)}")),
        Members => string.Join('\n', loader.Members.Select(m => m.Digest)),
        _ => null,
    };

    /// <summary>Loads one host.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="before">What was known of it in an earlier commit; counts for what a broken configuration no longer tells.</param>
    public HostView Read(string host, HostView? before)
    {
        // The loader reads layers once for all hosts, so which ones a host has is told by its groups.
        var sources = new RecordingFiles(files);
        try
        {
            var result = loader.LoadHost(host);
            return result.Host is { } config ? Compile(host, config, sources) : Broken(host, before, [], Explain(result.Problems));
        }
#pragma warning disable CA1031 // a commit that trips over a bug of ours is one host's fault, and must not end the following of all others
        catch (Exception bug) when (IsOurs(bug))
#pragma warning restore CA1031
        {
            return Broken(host, before, sources.Paths, Explain(bug));
        }
    }

    private HostView Compile(string host, HostConfig config, RecordingFiles sources)
    {
        var compiled = HostCompiler.Compile(config, modules, new HostFacts(host), sources);
        var silentAfter = config.Settings.SilentAfter is { } text ? DurationText.Parse(text) : null;
        string[] others = [.. config.Fleet.WereAsked ? [HostKeys] : Array.Empty<string>(), .. config.Fleet.MembersWereAsked ? [Members] : Array.Empty<string>()];
        string[] layers = ["mint.yaml", HostFile(host), .. config.Groups.Select(group => $"groups/{group}.yaml")];
        string[] inputs = [.. layers, .. config.Secrets.Select(s => SecretName.FileOf(s.Name)), .. sources.Paths, .. others];
        return new HostView(host, config.Customer ?? "", config.Groups, silentAfter, Explain(compiled.Problems), inputs);
    }

    // A loader of its own finds out what the host asked for before it broke.
    private HostView Broken(string host, HostView? before, IEnumerable<string> read, string fault)
    {
        var alone = new RecordingFiles(files, $"{host}.yaml");
        try
        {
            new ConfigLoader(alone, modules).LoadHost(host);
        }
#pragma warning disable CA1031 // the bug has been told as the host's fault; what was read before it counts
        catch (Exception bug) when (IsOurs(bug))
#pragma warning restore CA1031
        {
            read = read.Append("mint.yaml");
        }

        return new HostView(host, before?.Customer ?? "", before?.Groups ?? [], before?.SilentAfter, fault, [.. alone.Paths.Union(read).Append(HostFile(host)).Distinct()]);
    }

    // What the clone does not give is no fault of a host.
    private static bool IsOurs(Exception bug) => bug is not (LibGit2SharpException or IOException or OutOfMemoryException);

    private static string HostFile(string host) => $"hosts/{host}.yaml";

    private static string Explain(IReadOnlyList<Problem> problems) =>
        problems.Count == 0 ? "" : $"its configuration does not load: {problems[0].Origin} {problems[0].Path}: {problems[0].Message}";

    private static string Explain(Exception bug) =>
        $"its configuration does not load: the coordinator failed on it ({CommitMessage.Printable($"{bug.GetType().Name}: {bug.Message}", LongestBug)}); this is a bug of the coordinator";
}
