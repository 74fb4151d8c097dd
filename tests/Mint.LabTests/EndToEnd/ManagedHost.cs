using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>A fresh server with the agent on it, and a config repo of its own that tests may treat badly.</summary>
internal sealed class ManagedHost : IAsyncDisposable
{
    /// <summary>The host's name in the config repo.</summary>
    public const string Name = "probe-01";

    /// <summary>The host's file in the config repo.</summary>
    public const string HostFile = $"hosts/{Name}.yaml";

    private ManagedHost(LabHost host, ConfigRepo repo, string remote)
    {
        Host = host;
        Repo = repo;
        Remote = remote;
    }

    /// <summary>The server.</summary>
    public LabHost Host { get; }

    /// <summary>The engineer's clone.</summary>
    public ConfigRepo Repo { get; }

    /// <summary>Where the server, and who else wants to, fetches it from.</summary>
    public string Remote { get; }

    /// <summary>Boots a server, pushes its configuration, installs the agent and waits until it has converged.</summary>
    /// <param name="sections">The host's sections, as YAML.</param>
    /// <param name="release">The Debian release.</param>
    /// <param name="policy">The signature policy, of the agent and of the repo.</param>
    /// <param name="prepare">Runs on the server before the agent is installed; null for nothing.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task<ManagedHost> StartAsync(
        string sections, DebianRelease release = DebianRelease.Bookworm, string policy = "require", Func<LabHost, Task>? prepare = null, CancellationToken ct = default)
    {
        var name = $"t{Guid.NewGuid().ToString("N")[..10]}";
        var repo = await ConfigRepo.CreateAsync(name, ct);
        await repo.WriteAsync("mint.yaml", await FleetAsync(policy, ct), ct);
        await repo.WriteAsync(HostFile, sections, ct);
        var commit = await repo.PushAsync("Begin", ct: ct);
        var host = await LabHost.StartAsync(release, Name, builder => builder.WithNetwork(Lab.Network), ct);
        var managed = new ManagedHost(host, repo, $"ssh://git@git.lab/srv/git/{name}.git");
        try
        {
            await (prepare?.Invoke(host) ?? Task.CompletedTask);
            await InstallAgentAsync(host, Name, managed.Remote, policy, ct);
            await managed.ConvergesAsync(commit, TimeSpan.FromMinutes(3), ct);
            return managed;
        }
        catch
        {
            await TestContext.Out.WriteLineAsync(await host.ExplainAsync());
            await managed.DisposeAsync();
            throw;
        }
    }

    /// <summary>mint.yaml of a fleet whose commits the given people sign.</summary>
    public static async Task<string> FleetAsync(string policy, CancellationToken ct, params string[] moreSigners) =>
        $"version: 1\nlimits: {{ delete: 5, restart: 10 }}\n{await SignaturesAsync(policy, ["engineer", .. moreSigners], ct)}";

    /// <summary>The <c>signatures</c> section of agent.yaml, coordinator.yaml and mint.yaml.</summary>
    public static async Task<string> SignaturesAsync(string policy, IEnumerable<string> signers, CancellationToken ct)
    {
        var lines = new List<string> { "signatures:", $"  policy: {policy}", "  signers:" };
        foreach (var signer in signers)
        {
            lines.Add($"    {signer}: {{ ssh: \"{await ConfigRepo.PublicKeyAsync(signer, ct)}\" }}");
        }

        return string.Join('\n', lines) + "\n";
    }

    /// <summary>An agent.yaml for a host that follows a repo of the lab's Git server.</summary>
    public static async Task<string> SettingsAsync(string name, string remote, string policy, CancellationToken ct) => $"""
        host: {name}
        repository:
          url: {remote}
          branch: main
          ssh_key: /etc/mint-agent/deploy_key
          known_hosts: /etc/mint-agent/known_hosts
        poll: 1s
        {await SignaturesAsync(policy, ["engineer"], ct)}
        """;

    /// <summary>Boots a second server that follows the same repo under a name of its own; its file has to be there.</summary>
    public async Task<LabHost> JoinAsync(string name, Func<LabHost, Task> prepare, CancellationToken ct)
    {
        var host = await LabHost.StartAsync(Host.Release, name, builder => builder.WithNetwork(Lab.Network), ct);
        try
        {
            await prepare(host);
            await InstallAgentAsync(host, name, Remote, "require", ct);
            return host;
        }
        catch
        {
            await TestContext.Out.WriteLineAsync(await host.ExplainAsync());
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Replaces the host's sections, and pushes.</summary>
    public async Task<string> PushAsync(string sections, string? signer = "engineer", string message = "Change", CancellationToken ct = default)
    {
        await Repo.WriteAsync(HostFile, sections, ct);
        return await Repo.PushAsync(message, signer, ct);
    }

    /// <summary>Waits until the server is as the commit says.</summary>
    public async Task<TimeSpan> ConvergesAsync(string commit, TimeSpan within, CancellationToken ct) =>
        (await Eventually.BecomesAsync($"converged at {commit}", within, () => StatusAsync(ct), status => status.IsConvergedAt(commit), ct)).Took;

    /// <summary>Waits until the agent says something.</summary>
    public async Task<AgentStatus> SaysAsync(string what, Func<AgentStatus, bool> accept, CancellationToken ct) =>
        (await Eventually.BecomesAsync(what, TimeSpan.FromSeconds(20), () => StatusAsync(ct), accept, ct)).Answer;

    /// <summary>What the agent says of itself.</summary>
    public Task<AgentStatus> StatusAsync(CancellationToken ct) => AgentStatus.OfAsync(Host, ct);

    /// <summary>Kills the agent, as a crash would; systemd starts it again.</summary>
    public Task KillAgentAsync(CancellationToken ct) => Host.RunAsync("systemctl kill -s KILL --kill-who=main mint-agent", ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            await TestContext.Out.WriteLineAsync(await Host.ExplainAsync());
        }

        await Host.DisposeAsync();
    }

    private static async Task InstallAgentAsync(LabHost host, string name, string remote, string policy, CancellationToken ct)
    {
        await host.WriteAsync("/etc/mint-agent/deploy_key", await File.ReadAllTextAsync(Path.Combine(Lab.Directory, "keys", "engineer"), ct), "600", ct);
        await host.WriteAsync("/etc/mint-agent/known_hosts", await File.ReadAllTextAsync(Path.Combine(Lab.Directory, "known_hosts"), ct), ct: ct);
        await host.WriteAsync("/etc/mint-agent/agent.yaml", await SettingsAsync(name, remote, policy, ct), "600", ct);
        await AgentPackage.InstallAsync(host, ct);
    }
}
