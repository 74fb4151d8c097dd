using Mint.Cli.Configs;
using Mint.Core.Config;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Platform.Configuration;
using Mint.Platform.Git;

namespace Mint.Cli.Planning;

/// <summary>Where a live plan's inputs come from: a working tree or the agent's clone, and the agent's ledger where it can be read.</summary>
internal sealed class LivePlanSource : IDisposable
{
    private readonly IDisposable[] opened;

    private LivePlanSource(string host, IConfigFiles files, CommitInfo? commit, LedgerAccess ledger, IReadOnlyList<string> notes, params IDisposable[] opened)
    {
        (Host, Files, Commit, this.opened) = (host, files, commit, opened);
        (Ledger, Key, KnowsLedger) = (ledger.Reader, ledger.Key, ledger.IsKnown);
        Notes = [.. notes, .. ledger.Notes];
    }

    /// <summary>The host's name in the config repo.</summary>
    public string Host { get; }

    /// <summary>The config repo's files.</summary>
    public IConfigFiles Files { get; }

    /// <summary>The commit; null for a working tree.</summary>
    public CommitInfo? Commit { get; }

    /// <summary>What the agent remembers; empty where it can't be read.</summary>
    public ILedgerReader Ledger { get; }

    /// <summary>Whether the ledger could be read.</summary>
    public bool KnowsLedger { get; }

    /// <summary>Whether the host has a coordinator, which grants turns.</summary>
    public bool AsksForTurns { get; private init; }

    /// <summary>Hashes secrets as the ledger does.</summary>
    public SecretKey Key { get; }

    /// <summary>What the reader of the plan should know.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Opens everything.</summary>
    /// <exception cref="CommandException">The configuration can't be had.</exception>
    public static LivePlanSource Open(LivePlanRequest request)
    {
        if (request.Repo is { } repo)
        {
            var settings = request.Host is null ? ReadSettings(request.ConfigPath) : TryReadSettings(request.ConfigPath);
            var host = request.Host ?? settings?.HostName ?? "";
            var ledger = LedgerAccess.Open(settings);
            return new LivePlanSource(host, new DirectoryFiles(RepoDirectory.Find(repo)), null, ledger, Elsewhere(host, settings), ledger) { AsksForTurns = settings?.Coordinator is not null };
        }

        return OpenClone(ReadSettings(request.ConfigPath), request.Host);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var item in opened)
        {
            item.Dispose();
        }
    }

    private static LivePlanSource OpenClone(AgentSettings settings, string? name)
    {
        var host = name ?? settings.HostName;
        var ledger = LedgerAccess.Open(settings);
        var git = AgentClone.Open(settings.CloneDirectory);
        var commit = AgentClone.Accepted(git, ledger.Reader.ReadFact(LedgerFacts.AcceptedCommit));
        var files = git.FilesOf(commit);
        return new LivePlanSource(host, files, commit, ledger, Elsewhere(host, settings), files, git, ledger) { AsksForTurns = settings.Coordinator is not null };
    }

    private static IReadOnlyList<string> Elsewhere(string host, AgentSettings? settings) => settings is null || settings.HostName != host
        ? [$"this machine ({Environment.MachineName}) is compared as if it were {host}"]
        : [];

    private static AgentSettings ReadSettings(string path)
    {
        const string Otherwise = "Or plan for a working tree: mint plan --repo DIR --host NAME; or between revisions: mint plan --all --from REV --to REV";
        try
        {
            var (settings, problems) = AgentSettings.Read(path);
            return settings ?? throw new CommandException($"{problems[0].Origin} {problems[0].Path}: {problems[0].Message}", problems[0].Hint);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"This is not a managed host: {path} is not there.", Otherwise);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new CommandException($"{path} can't be read: {e.Message}", Otherwise);
        }
    }

    private static AgentSettings? TryReadSettings(string path)
    {
        try
        {
            return AgentSettings.Read(path).Settings;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Not a managed host, or not for this user: the ledger then is out of reach as well, and the plan says so.
            return null;
        }
    }
}
