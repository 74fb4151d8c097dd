using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>Files on the servers that fleet tests tamper with: many, so that none of them counts as flapping.</summary>
internal static class FleetProbe
{
    /// <summary>How many there are.</summary>
    public const int Count = 40;

    private const string Group = "groups/fleet-probe.yaml";

    /// <summary>The section that asks for them.</summary>
    public static string Section(string word = "kept") => "files:\n  /etc/fleet-probe: { directory: true }\n"
        + string.Concat(Enumerable.Range(1, Count).Select(i => $"  {Path(i)}: {{ content: \"{word}\\n\" }}\n"));

    /// <summary>One of them.</summary>
    public static string Path(int number) => $"/etc/fleet-probe/{number}";

    /// <summary>Sees to it that every server of the lab has them, and has converged.</summary>
    public static async Task<string> EnsureAsync(CancellationToken ct)
    {
        var repo = ConfigRepo.OfLab();
        await repo.WriteAsync(Group, Section(), ct);
        foreach (var server in Lab.Servers.Keys)
        {
            var host = await repo.ReadAsync($"hosts/{server}.yaml", ct);
            if (!host.Contains("fleet-probe", StringComparison.Ordinal))
            {
                await repo.WriteAsync($"hosts/{server}.yaml", host.Replace("groups: [", "groups: [fleet-probe, ", StringComparison.Ordinal), ct);
            }
        }

        var commit = await repo.PushAsync("Let the fleet be probed", ct: ct);
        await ConvergesAsync(commit, ct);
        return commit;
    }

    /// <summary>Changes what the files of every server hold, and pushes.</summary>
    public static async Task<string> PushAsync(string word, CancellationToken ct)
    {
        var repo = ConfigRepo.OfLab();
        await repo.WriteAsync(Group, Section(word), ct);
        return await repo.PushAsync($"Say {word}", ct: ct);
    }

    /// <summary>Waits until every server of the lab is as the commit says.</summary>
    public static async Task ConvergesAsync(string commit, CancellationToken ct)
    {
        foreach (var server in Lab.Servers.Values)
        {
            await Eventually.BecomesAsync(
                $"{server.Name} converged", TimeSpan.FromSeconds(60), () => AgentStatus.OfAsync(server, ct), status => status.IsConvergedAt(commit), ct);
        }
    }

    /// <summary>Tampers with one file after the other, so that drift keeps flowing; ends by itself.</summary>
    public static Task TamperAsync(LabHost host, int from, int to, double pause, CancellationToken ct) =>
        host.RunAsync(FormattableString.Invariant($"for i in $(seq {from} {to}); do echo tampered >> /etc/fleet-probe/$i; sleep {pause}; done"), ct);
}
