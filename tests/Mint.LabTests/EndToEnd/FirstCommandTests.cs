using System.Diagnostics;

namespace Mint.LabTests.EndToEnd;

/// <summary>What the README promises of its first command, on the servers of the example repo.</summary>
internal sealed class FirstCommandTests
{
    [Test, CancelAfter(120_000)]
    public async Task Up_Finished_EveryServerIsAsTheRepoSays([Values("web-01", "web-02", "backup-01")] string server, CancellationToken ct)
    {
        var head = await ConfigRepo.OfLab().HeadAsync(ct);
        var (status, _) = await Eventually.BecomesAsync(
            "converged", TimeSpan.FromSeconds(30), () => AgentStatus.OfAsync(Lab.Servers[server], ct), status => status.IsConvergedAt(head), ct);
        Assert.That(status.Commit?.SignedBy, Does.Contain("engineer"));
        Assert.That(await Lab.Servers[server].RunAsync("systemctl show -p StatusText --value mint-agent", ct), Does.StartWith($"Converged at {head[..7]}"));
    }

    [Test, CancelAfter(300_000)]
    public async Task Up_OnceMore_TakesSecondsAndLeavesTheServersAlone(CancellationToken ct)
    {
        var before = await StartedAsync(ct);
        var watch = Stopwatch.StartNew();
        (await Lab.BringUpAsync(ct)).Succeeded();
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        Assert.That(await StartedAsync(ct), Is.EqualTo(before));
    }

    [Test, CancelAfter(300_000)]
    public async Task Push_OfAChange_ReachesEveryServerWithinTenSeconds(CancellationToken ct)
    {
        const string Path = "/etc/mint-lab-probe";
        var repo = ConfigRepo.OfLab();
        await repo.WriteAsync("groups/lab-probe.yaml", $"files:\n  {Path}: {{ content: \"pushed\\n\" }}\n", ct);
        foreach (var server in Lab.Servers.Keys)
        {
            var host = await repo.ReadAsync($"hosts/{server}.yaml", ct);
            await repo.WriteAsync($"hosts/{server}.yaml", host.Replace("groups: [", "groups: [lab-probe, ", StringComparison.Ordinal), ct);
        }

        var commit = await repo.PushAsync("Push to all", ct: ct);
        var watch = Stopwatch.StartNew();
        foreach (var server in Lab.Servers.Values)
        {
            await Eventually.BecomesAsync(
                $"{server.Name} converged", TimeSpan.FromSeconds(10), () => AgentStatus.OfAsync(server, ct), status => status.IsConvergedAt(commit), ct);
            Assert.That(await server.RunAsync($"cat {Path}", ct), Is.EqualTo("pushed"));
        }

        TestContext.Out.WriteLine($"push to three converged servers: {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Agent_WatchesWhatItManages_AndNotTheWholeFileSystem(CancellationToken ct)
    {
        const string Instances = "find /proc/$(systemctl show -p MainPID --value mint-agent)/fd -lname '*inotify*' | wc -l";
        Assert.That(await Lab.Servers["web-01"].RunAsync(Instances, ct), Is.EqualTo("1"), "a host framework likes to watch its own configuration, with all below /");
    }

    private static Task<string> StartedAsync(CancellationToken ct) => LocalCommand.RunAsync(
        "docker", ["inspect", "-f", "{{.Name}} {{.State.StartedAt}}", .. Lab.Servers.Values.Select(server => server.Name)], ct: ct);
}
