using System.Globalization;
using Mint.Cli.Configs;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules.Packages;

namespace Mint.Cli.PackageIndexes;

/// <summary>
/// Whether the packages that hosts install exist: a slip in a name would otherwise be found by apt on the server, after the push.
/// </summary>
internal sealed class PackageCheck(IndexCache cache, Uri mirror)
{
    private readonly Dictionary<PackageSource, PackageIndex?> read = [];
    private readonly List<string> failures = [];

    /// <summary>Checks every host that has no other mistake.</summary>
    /// <param name="revision">The config repo.</param>
    /// <param name="progress">Told what is being fetched.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<PackageFindings> RunAsync(ConfigRevision revision, Action<string> progress, CancellationToken ct)
    {
        var problems = new List<Problem>();
        foreach (var compiled in revision.Loader.HostNames.Select(name => revision.Compile(new HostFacts(name))))
        {
            if (compiled is { Host: { } host, Problems.Count: 0 })
            {
                problems.AddRange(await CheckAsync(host, compiled.Graph, progress, ct));
            }
        }

        var oldest = read.Values.OfType<PackageIndex>().Select(i => (DateTimeOffset?)i.At).Min();
        var note = oldest is { } at ? $"package index of {at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}; --offline skips this check" : null;
        return new PackageFindings([.. problems.DistinctBy(p => (p.Origin, p.Message))], [.. failures, .. note is null ? Array.Empty<string>() : [note]]);
    }

    private async Task<IReadOnlyList<Problem>> CheckAsync(HostConfig host, ResourceGraph graph, Action<string> progress, CancellationToken ct)
    {
        var wanted = graph.InOrder.Where(r => r.Spec is PackageSpec { Present: true }).ToList();
        var unknown = await WithoutKnownAsync(wanted, PackageSource.Debian(mirror), progress, ct);
        if (unknown.Count == 0)
        {
            return [];
        }

        var repositories = host.Sections.Select(s => s.Value).OfType<AptSection>().SelectMany(s => s.Repositories ?? []).ToList();
        var declared = repositories.SelectMany(r => PackageSource.Of(r.Key, r.Value)).ToList();
        unknown = await WithoutKnownAsync(unknown, declared, progress, ct);

        // Of what could not be looked at nothing can be said.
        var blind = declared.Concat(PackageSource.Debian(mirror)).Any(s => read.GetValueOrDefault(s) is null)
            || repositories.Any(r => PackageSource.Of(r.Key, r.Value).Count == 0);
        return blind ? [] : [.. unknown.Select(r => Missing(r, repositories.Count > 0))];
    }

    private async Task<List<Resource>> WithoutKnownAsync(
        List<Resource> wanted, IEnumerable<PackageSource> sources, Action<string> progress, CancellationToken ct)
    {
        var open = wanted;
        foreach (var source in sources)
        {
            if (open.Count > 0 && await ReadAsync(source, progress, ct) is { } index)
            {
                open = [.. open.Where(r => !index.Names.Contains(NameOf(r)))];
            }
        }

        return open;
    }

    private async Task<PackageIndex?> ReadAsync(PackageSource source, Action<string> progress, CancellationToken ct)
    {
        if (read.TryGetValue(source, out var known))
        {
            return known;
        }

        try
        {
            progress($"package index of {source.Label}");
            return read[source] = await cache.ReadAsync(source, ct);
        }
        catch (HttpRequestException e)
        {
            failures.Add($"package names are not checked against {source.Label}: {e.Message}");
            return read[source] = null;
        }
    }

    private Problem Missing(Resource resource, bool hasRepositories)
    {
        var name = NameOf(resource);
        var all = read.Values.OfType<PackageIndex>().SelectMany(i => i.Names).Distinct();
        // Names share their beginning with what was meant more often than not, and there are 60,000 of them.
        var near = Spelling.Nearest(name, all.Where(n => n.Length > 0 && n[0] == name[0]).OrderBy(n => Math.Abs(n.Length - name.Length)));
        return new Problem(
            resource.Origin,
            $"packages.{resource.Id.Name}",
            $"'{name}' is not in Debian 12 or 13{(hasRepositories ? ", nor in a repository this host declares" : "")}",
            near is null ? null : $"Did you mean '{near}'?");
    }

    private static string NameOf(Resource resource) => resource.Id.Name.Split(':')[0];
}

/// <summary>What the check found.</summary>
/// <param name="Problems">Names that no index has.</param>
/// <param name="Notes">How old the knowledge is, and what could not be looked at.</param>
internal sealed record PackageFindings(IReadOnlyList<Problem> Problems, IReadOnlyList<string> Notes);
