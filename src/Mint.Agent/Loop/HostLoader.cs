using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Guarding;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Modules;
using Mint.Platform.Secrets;

namespace Mint.Agent.Loop;

/// <summary>What one commit says of this host.</summary>
/// <param name="Desired">What it shall be.</param>
/// <param name="Policy">Its limits and windows.</param>
internal sealed record HostDefinition(DesiredState Desired, GuardPolicy Policy)
{
    /// <summary>Under which others reach it, as its configuration says.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
}

/// <summary>Load and Compile: from a commit's files to what this host shall be, or all mistakes.</summary>
/// <param name="facts">This host.</param>
/// <param name="key">Hashes secrets.</param>
/// <param name="secrets">Decrypts them.</param>
/// <param name="peers">What is known of other hosts at this moment; null for nothing.</param>
internal sealed class HostLoader(HostFacts facts, SecretKey key, HostSecrets secrets, Func<IReadOnlyList<PeerFact>>? peers = null)
{
    /// <summary>Loads and compiles.</summary>
    public (HostDefinition? Definition, IReadOnlyList<Problem> Problems) Load(CommitInfo commit, IConfigFiles files)
    {
        try
        {
            return Compile(commit, files);
        }
#pragma warning disable CA1031 // a commit that trips over a bug of ours must leave the last good one in force, not end the daemon
        catch (Exception failure) when (failure is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            return (null, [new Problem(Origin.None, facts.Host, $"the agent failed on it ({failure.GetType().Name}: {failure.Message}); this is a bug of the agent")]);
        }
    }

    private (HostDefinition? Definition, IReadOnlyList<Problem> Problems) Compile(CommitInfo commit, IConfigFiles files)
    {
        secrets.Renew();
        var loaded = new ConfigLoader(files, ModuleCatalog.All, secrets).LoadHost(facts.Host);
        if (loaded.Host is not { } host)
        {
            return (null, loaded.Problems);
        }

        var compiled = HostCompiler.Compile(host, ModuleCatalog.All, facts with { Peers = peers?.Invoke() ?? [] }, files);
        if (compiled.Problems.Count > 0)
        {
            return (null, compiled.Problems);
        }

        var desired = new DesiredState(commit, compiled.Graph, ModuleCatalog.Providers, key);
        return (new HostDefinition(desired, GuardPolicy.Of(host.Settings, host.Fleet.Config)) { Addresses = host.Settings.Addresses ?? [] }, []);
    }
}
