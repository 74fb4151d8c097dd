using Mint.Core.Config;
using Mint.Platform.Git;

namespace Mint.Coordinator.Commits.Expected;

/// <summary>
/// The fleet as one commit describes it, and what that was made of. Going to another commit loads only the hosts whose inputs differ.
/// Not thread-safe.
/// </summary>
internal sealed class FleetModel
{
    private Dictionary<string, string> states = new(StringComparer.Ordinal);

    /// <summary>Hosts by name.</summary>
    public Dictionary<string, HostView> Hosts { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>How commits go through the fleet.</summary>
    public RolloutSettings Rollout { get; private set; } = new();

    /// <summary>The ring of a host; empty without rings.</summary>
    public string RingOf(HostView host) => Rollout.RingOf(host.Host, host.Groups) ?? "";

    /// <summary>Goes to a commit.</summary>
    /// <returns>The hosts whose inputs differ from what they were, ordinal order; hosts that are gone are not among them.</returns>
    public IReadOnlyList<string> GoTo(GitTreeIndex files, CancellationToken ct)
    {
        var reader = new HostViewReader(files);
        Rollout = reader.Fleet?.Rollout ?? Rollout;
        var now = new Dictionary<string, string>(StringComparer.Ordinal);
        var hosts = new Dictionary<string, HostView>(StringComparer.Ordinal);
        var touched = new List<string>();
        foreach (var name in reader.Hosts)
        {
            ct.ThrowIfCancellationRequested();
            var before = Hosts.GetValueOrDefault(name);
            var same = before is not null && before.Inputs.All(path => states.GetValueOrDefault(path) == StateOf(files, reader, path, now));
            var host = same && before is not null ? before : reader.Read(name, before);
            if (!same)
            {
                touched.Add(name);
            }

            foreach (var path in host.Inputs)
            {
                StateOf(files, reader, path, now);
            }

            hosts.Add(name, host);
        }

        (Hosts, states) = (hosts, now);
        return touched;
    }

    private static string StateOf(GitTreeIndex files, HostViewReader reader, string path, Dictionary<string, string> known)
    {
        if (!known.TryGetValue(path, out var state))
        {
            known[path] = state = reader.StateOf(path)
                ?? (path.EndsWith('/') ? string.Join('\n', files.List(path[..^1])) : files.StateOf(path));
        }

        return state;
    }
}
