using Mint.Core.Graph;

namespace Mint.Core.Applying;

/// <summary>
/// Walks a graph in order and hands out what has work as batches of one kind. Kinds that apply together (apt) wait until
/// nothing else is ready, so that one transaction holds as much as the graph allows. What touches the way in comes after all else that is ready,
/// all of it together, so that one confirmation is enough.
/// </summary>
internal sealed class BatchScheduler
{
    private readonly ResourceGraph graph;
    private readonly Func<ResourceId, bool> hasWork;
    private readonly Func<string, bool> appliesTogether;
    private readonly Func<ResourceId, bool> touchesWayIn;
    private readonly Dictionary<ResourceId, int> waitingFor;
    private readonly ILookup<ResourceId, ResourceId> dependents;
    private readonly Dictionary<ResourceId, int> position = [];
    private readonly SortedDictionary<int, Resource> ready = [];

    public BatchScheduler(ResourceGraph graph, Func<ResourceId, bool> hasWork, Func<string, bool> appliesTogether, Func<ResourceId, bool> touchesWayIn)
    {
        (this.graph, this.hasWork, this.appliesTogether, this.touchesWayIn) = (graph, hasWork, appliesTogether, touchesWayIn);
        waitingFor = graph.InOrder.ToDictionary(r => r.Id, r => r.DependsOn.Count);
        dependents = graph.InOrder.SelectMany(r => r.DependsOn.Select(need => (need, r.Id))).ToLookup(p => p.need, p => p.Id);
        foreach (var resource in graph.InOrder)
        {
            position[resource.Id] = position.Count;
        }
    }

    /// <summary>The work, each piece to be finished before the next is asked for.</summary>
    public IEnumerable<Work> Pieces()
    {
        foreach (var root in graph.InOrder.Where(r => r.DependsOn.Count == 0))
        {
            Open(root);
        }

        while (ready.Count > 0)
        {
            var free = ready.Values.Where(r => !touchesWayIn(r.Id)).ToList();
            if (free.Count == 0)
            {
                yield return new Work(WayIn(), TouchesWayIn: true);
                continue;
            }

            var kind = (free.FirstOrDefault(r => !appliesTogether(r.Id.Kind)) ?? free[0]).Id.Kind;
            var batch = Take(free.Where(r => r.Id.Kind == kind));
            yield return new Work([batch], TouchesWayIn: false);
            Close(batch);
        }
    }

    /// <summary>All that is ready of the way in, and what of the way in becomes ready by that.</summary>
    private List<IReadOnlyList<Resource>> WayIn()
    {
        var batches = new List<IReadOnlyList<Resource>>();
        while (ready.Values.FirstOrDefault(r => touchesWayIn(r.Id)) is { } next)
        {
            batches.Add(Take(ready.Values.Where(r => r.Id.Kind == next.Id.Kind && touchesWayIn(r.Id))));
            Close(batches[^1]);
        }

        return batches;
    }

    private List<Resource> Take(IEnumerable<Resource> resources)
    {
        var batch = resources.ToList();
        batch.ForEach(r => ready.Remove(position[r.Id]));
        return batch;
    }

    private void Open(Resource resource)
    {
        var open = new Stack<Resource>([resource]);
        while (open.TryPop(out var next))
        {
            if (hasWork(next.Id))
            {
                ready.Add(position[next.Id], next);
                continue;
            }

            foreach (var freed in Freed(next.Id))
            {
                open.Push(freed);
            }
        }
    }

    private void Close(IEnumerable<Resource> batch)
    {
        foreach (var freed in batch.SelectMany(r => Freed(r.Id)).ToList())
        {
            Open(freed);
        }
    }

    private IEnumerable<Resource> Freed(ResourceId id)
    {
        foreach (var dependent in dependents[id])
        {
            if (--waitingFor[dependent] == 0 && graph.Find(dependent) is { } resource)
            {
                yield return resource;
            }
        }
    }
}

/// <summary>Work that is ready.</summary>
/// <param name="Batches">Resources of one kind each, in order.</param>
/// <param name="TouchesWayIn">Whether it could cut the host off; else it is one batch.</param>
internal sealed record Work(IReadOnlyList<IReadOnlyList<Resource>> Batches, bool TouchesWayIn);
