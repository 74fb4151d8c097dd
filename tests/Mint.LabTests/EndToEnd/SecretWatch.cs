using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>
/// Looks for secrets everywhere on a server: in every file, in the journal, and, while things happen, in the arguments and the environment of
/// every process. What it looks for lies in a file in memory and is handed over by path alone, so that it never finds itself.
/// </summary>
/// <param name="host">The server.</param>
internal sealed class SecretWatch(LabHost host)
{
    private const string Patterns = "/run/canaries";
    private const string Sampled = "/run/sampled";
    private const string Sampler = "/usr/local/sbin/sampler";

    /// <summary>Begins to look at all processes, many times a second.</summary>
    public async Task BeginAsync(IEnumerable<string> canaries, CancellationToken ct)
    {
        await host.WriteAsync(Patterns, string.Join('\n', canaries) + "\n", "600", ct);
        await host.WriteAsync(
            Sampler,
            $"""
            #!/bin/bash
            while :; do
              cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\0' '\n' | grep -aF -f {Patterns} >>{Sampled}
            done
            """,
            "755",
            ct);
        await host.RunAsync($": >{Sampled}; systemd-run --quiet --unit=sampler {Sampler}", ct);
    }

    /// <summary>Also looks for this from now on.</summary>
    public Task AddAsync(string canary, CancellationToken ct) => host.RunAsync($"cat >>{Patterns} <<'END'\n{canary}\nEND", ct);

    /// <summary>What was seen in the arguments and the environment of processes since the beginning.</summary>
    public async Task<string> SeenInProcessesAsync(CancellationToken ct) => await host.RunAsync($"sort -u {Sampled}", ct);

    /// <summary>Files that hold one of them, in every file system of the server.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync(CancellationToken ct)
    {
        var found = await host.TryAsync($"grep -rlaF -f {Patterns} --exclude-dir=proc --exclude-dir=sys --exclude-dir=dev / 2>/dev/null; find /dev/shm -type f", ct);
        return [.. found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(path => path is not (Patterns or Sampled)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Lines of a command's output that hold one of them.</summary>
    public async Task<string> LinesOfAsync(string script, CancellationToken ct) => (await host.TryAsync($"( {script} ) 2>&1 | grep -aF -f {Patterns}", ct)).Output;
}
