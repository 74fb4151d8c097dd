using Mint.Agent.Metrics;
using Mint.Core;
using Mint.Core.Providers;
using Mint.Platform.Linux.Watching;

namespace Mint.Agent.Loop;

/// <summary>
/// Turns changed paths, units and parts of the kernel's network into resources to look at again. Hints only: what they miss, the next full look finds.
/// </summary>
internal sealed class Watchers(
    PathWatcher paths,
    UnitSignals units,
    NetworkSignals network,
    IReadOnlyDictionary<string, IResourceProvider> providers,
    WakeQueue queue,
    AgentMetrics metrics,
    TimeProvider time)
    : BackgroundService
{
    /// <summary>An editor's save is several events; they become one look.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(80);

    private volatile WatchMap map = WatchMap.Empty;
    private DesiredState? watched;

    /// <summary>Directories watched.</summary>
    public int Count => paths.WatchCount;

    /// <summary>Watches what a desired state depends on.</summary>
    public void Watch(DesiredState desired)
    {
        if (!ReferenceEquals(watched, desired))
        {
            watched = desired;
            map = WatchMap.For(desired.Graph, providers);
            paths.Watch(map.Paths.Keys);
            network.Watch(map.Network.Keys);
        }

        metrics.TakeWatches(paths.WatchCount);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        ListenAsync(paths.Changes, () => map.Paths, stoppingToken),
        ListenAsync(units.Changes, () => map.Units, stoppingToken),
        ListenAsync(network.Changes, () => map.Network, stoppingToken));

    private async Task ListenAsync(
        PendingHints changes, Func<IReadOnlyDictionary<string, IReadOnlySet<ResourceId>>> current, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var hints = await changes.ReadAsync(ct);
            var names = current();
            if (hints.Everything)
            {
                queue.Add(new Wake { ObserveAll = true });
            }
            else if (hints.Names.Any(names.ContainsKey))
            {
                await Task.Delay(Settle, time, ct);
                var later = changes.Take();
                queue.Add(new Wake
                {
                    ObserveAll = later?.Everything == true,
                    Touched = hints.Names.Concat(later?.Names ?? new HashSet<string>())
                        .SelectMany(name => names.GetValueOrDefault(name) ?? new HashSet<ResourceId>())
                        .ToHashSet(),
                });
            }
        }
    }
}
