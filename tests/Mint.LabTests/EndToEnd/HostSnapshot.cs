using Mint.LabTests.Hosts;

namespace Mint.LabTests.EndToEnd;

/// <summary>All of a server that a person would call its state: files with owner, mode, size and time, and the packages.</summary>
internal sealed class HostSnapshot
{
    // What changes by itself on a living server, and the agent's own store.
    private static readonly string[] Restless =
    [
        "/proc", "/sys", "/dev", "/run", "/tmp", "/var/tmp", "/var/log", "/var/cache", "/var/lib/mint-agent", "/var/lib/apt", "/var/lib/dpkg", "/var/lib/systemd",
        "/var/lib/logrotate",
    ];

    private readonly HashSet<string> lines;

    private HostSnapshot(HashSet<string> lines) => this.lines = lines;

    /// <summary>Looks at everything.</summary>
    public static async Task<HostSnapshot> TakeAsync(LabHost host, CancellationToken ct)
    {
        var skip = string.Join(" -o ", Restless.Select(path => $"-path {path}"));
        var text = await host.RunAsync(
            // A directory's time only says that an entry came or went, which its entries say better.
            $@"find / \( {skip} \) -prune -o -type d -printf '%p %m %u %g\n' -o -printf '%p %m %u %g %s %T@ %l\n'; dpkg-query -W -f 'package ${{Package}} ${{Version}} ${{Status}}\n'",
            ct);
        return new HostSnapshot([.. text.Split('\n')]);
    }

    /// <summary>The paths, and <c>package NAME</c>, in which this one differs from a later one.</summary>
    public IReadOnlyList<string> ChangedUntil(HostSnapshot later)
    {
        var differing = lines.Except(later.lines).Concat(later.lines.Except(lines));
        return [.. differing.Select(Subject).Distinct().Order(StringComparer.Ordinal)];
    }

    private static string Subject(string line) =>
        line.StartsWith("package ", StringComparison.Ordinal) ? string.Join(' ', line.Split(' ').Take(2)) : line.Split(' ')[0];
}
