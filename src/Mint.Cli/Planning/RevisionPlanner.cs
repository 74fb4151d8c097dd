using Mint.Cli.Configs;
using Mint.Cli.Reports;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Reporting;
using Mint.Modules;
using Mint.Platform.Git;

namespace Mint.Cli.Planning;

/// <summary>Plans the way between two revisions of a config repo, host by host, with no host at hand.</summary>
internal sealed class RevisionPlanner : IDisposable
{
    private readonly RevisionReader git;
    private readonly Side from;
    private readonly Side to;
    private readonly GraphComparison comparison = new(ModuleCatalog.Providers);

    private RevisionPlanner(RevisionReader git, string from, string to)
    {
        this.git = git;
        this.from = new Side(git, git.Find(from));
        this.to = new Side(git, git.Find(to));
    }

    /// <summary>All hosts of either revision.</summary>
    public IReadOnlyList<string> HostNames =>
        [.. from.Revision.Loader.HostNames.Union(to.Revision.Loader.HostNames).Order(StringComparer.Ordinal)];

    /// <summary>Opens the repository and both revisions.</summary>
    /// <exception cref="CommandException">One of them can't be had.</exception>
    public static RevisionPlanner Open(string directory, string from, string to)
    {
        RevisionReader? git = null;
        try
        {
            git = RevisionReader.Open(directory);
            return new RevisionPlanner(git, from, to);
        }
        catch (RevisionException e)
        {
            git?.Dispose();
            throw new CommandException(e.Message);
        }
    }

    /// <summary>Plans one host.</summary>
    public PlanReport Plan(string host)
    {
        var (old, wanted) = (from.Compile(host), to.Compile(host));
        if ((old ?? wanted) is null)
        {
            throw new CommandException($"There is no host '{host}' in {from.Commit.ShortId} or {to.Commit.ShortId}.", $"Hosts: {string.Join(", ", HostNames)}");
        }

        var report = new PlanReport(
            host, PlanMapping.Map(from.Commit), PlanMapping.Map(to.Commit), [], [], 0, PlanMapping.Limits([], GuardPolicy.Default), Notes(old, wanted));
        return wanted switch
        {
            null => report,
            { Problems: { Count: > 0 } problems } => report with { Problems = [.. problems.Select(PlanMapping.Map)] },
            _ => Compare(report, old, wanted),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        from.Dispose();
        to.Dispose();
        git.Dispose();
    }

    private PlanReport Compare(PlanReport report, CompiledHost? old, CompiledHost wanted)
    {
        var before = old is { Problems.Count: 0 } ? old.Graph : ResourceGraph.Empty;
        var changes = comparison.Compare(before, wanted.Graph);
        var policy = wanted.Host is { } host ? GuardPolicy.Of(host.Settings) : GuardPolicy.Default;
        return report with
        {
            Changes = changes,
            Examined = wanted.Graph.InOrder.Count,
            Limits = GraphComparison.Limits(changes, policy, new Release(to.Commit.Trailers)),
        };
    }

    private static IReadOnlyList<string> Notes(CompiledHost? old, CompiledHost? wanted) => (old, wanted) switch
    {
        (null, _) => ["new host"],
        (_, null) => ["removed from the repo: nothing changes on it"],
        ({ Problems.Count: > 0 }, _) => ["did not load before, so everything shows as new"],
        _ => [],
    };

    private sealed class Side(RevisionReader git, CommitInfo commit) : IDisposable
    {
        private readonly GitTreeFiles files = git.FilesOf(commit);
        private ConfigRevision? revision;

        public CommitInfo Commit => commit;

        public ConfigRevision Revision => revision ??= new ConfigRevision(files);

        public CompiledHost? Compile(string host) => Revision.Loader.HostNames.Contains(host) ? Revision.Compile(new HostFacts(host)) : null;

        public void Dispose() => files.Dispose();
    }
}
