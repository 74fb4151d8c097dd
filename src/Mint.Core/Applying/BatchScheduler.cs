using Mint.Core.Graph;

namespace Mint.Core.Applying;

/// <summary>
/// Walks a graph in order and hands out what has work as batches of one kind. Kinds that apply together (apt) wait until
/// nothing else is ready, so that one transaction holds as much as the graph allows.
/// </summary>
internal sealed class BatchScheduler
{
    private readonly ResourceGraph graph;
    private readonly Func<ResourceId, bool> hasWork;
    private readonly Func<string, bool> appliesTogether;
    private readonly Dictionary<ResourceId, int> waitingFor;
    private readonly ILookup<ResourceId, ResourceId> dependents;
    private readonly Dictionary<ResourceId, int> position = [];
    private readonly SortedDictionary<int, Resource> ready = [];

    public BatchScheduler(ResourceGraph graph, Func<ResourceId, bool> hasWork, Func<string, bool> appliesTogether)
    {
        (this.graph, this.hasWork, this.appliesTogether) = (graph, hasWork, appliesTogether);
        waitingFor = graph.InOrder.ToDictionary(r => r.Id, r => r.DependsOn.Count);
        dependents = graph.InOrder.SelectMany(r => r.DependsOn.Select(need => (need, r.Id))).ToLookup(p => p.need, p => p.Id);
        foreach (var resource in graph.InOrder)
        {
            position[resource.Id] = position.Count;
        }
    }

    /// <summary>The batches, each to be finished before the next is asked for.</summary>
    public IEnumerable<IReadOnlyList<Resource>> Batches()
    {
        foreach (var root in graph.InOrder.Where(r => r.DependsOn.Count == 0))
        {
            Open(root);
        }

        while (ready.Count > 0)
        {
            var kind = (ready.Values.FirstOrDefault(r => !appliesTogether(r.Id.Kind)) ?? ready.Values.First()).Id.Kind;
            var batch = ready.Values.Where(r => r.Id.Kind == kind).ToList();
            foreach (var resource in batch)
            {
                ready.Remove(position[resource.Id]);
            }

            yield return batch;
            foreach (var resource in batch)
            {
                Close(resource.Id);
            }
        }
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

    private void Close(ResourceId id)
    {
        foreach (var freed in Freed(id).ToList())
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
