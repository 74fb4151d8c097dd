using System.Globalization;
using Mint.Core.Hosts;

namespace Mint.Testing.Conformance;

/// <summary>What a host looks like: type, owner, mode and content of files, the state of units, and routes. Times are left out.</summary>
public sealed class HostSnapshot
{
    private readonly SortedDictionary<string, string> entries = new(StringComparer.Ordinal);

    private HostSnapshot()
    {
    }

    /// <summary>Looks at all that is below the given paths, at the given units, and at the routes that were made by somebody.</summary>
    /// <param name="host">The host.</param>
    /// <param name="paths">Files and directories.</param>
    /// <param name="isUnit">Which units to look at.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<HostSnapshot> TakeAsync(IHostReader host, IEnumerable<string> paths, Func<string, bool> isUnit, CancellationToken ct)
    {
        host.Forget();
        var snapshot = new HostSnapshot();
        foreach (var path in paths)
        {
            snapshot.Walk(host, path);
        }

        foreach (var unit in (await host.LoadedUnitsAsync(ct)).Values.Where(u => isUnit(u.Name)))
        {
            snapshot.entries[unit.Name] = $"{unit.LoadState} {unit.ActiveState} {unit.SubState}";
        }

        foreach (var routes in host.Routes().Where(r => r.Protocol != NetworkRoute.OfKernel).GroupBy(r => $"route {r.Destination} metric {r.Metric}"))
        {
            snapshot.entries[routes.Key] = string.Join("; ", routes);
        }

        return snapshot;
    }

    /// <summary>What differs between two looks, one line each; empty when nothing does.</summary>
    public IReadOnlyList<string> Compare(HostSnapshot later) =>
    [
        .. entries.Keys.Union(later.entries.Keys).Order(StringComparer.Ordinal)
            .Where(k => entries.GetValueOrDefault(k) != later.entries.GetValueOrDefault(k))
            .Select(k => $"{k}: {entries.GetValueOrDefault(k) ?? "absent"} → {later.entries.GetValueOrDefault(k) ?? "absent"}"),
    ];

    private void Walk(IHostReader host, string path)
    {
        if (host.Stat(path) is not { } entry)
        {
            return;
        }

        var content = entry.Type == FileType.File ? host.HashFile(path) : entry.LinkTarget;
        entries[path] = string.Create(
            CultureInfo.InvariantCulture, $"{entry.Type} {Convert.ToString(entry.Mode, 8)} {entry.Uid}:{entry.Gid} {content}");
        foreach (var name in entry.Type == FileType.Directory ? host.List(path) : [])
        {
            Walk(host, path == "/" ? path + name : $"{path}/{name}");
        }
    }
}
