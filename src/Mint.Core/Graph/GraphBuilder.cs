using Mint.Core.Config;
using Mint.Core.Providers;

namespace Mint.Core.Graph;

/// <summary>
/// Orders resources so that each comes after what it needs: its own <see cref="Resource.DependsOn"/>, what its provider
/// <see cref="IResourceProvider.Requires"/>, and whatever notifies it; what <see cref="Resource.ComesLast"/> stands at the end. Pure; equal
/// input gives equal order.
/// </summary>
public static class GraphBuilder
{
    /// <summary>Builds the graph, or all clashes and cycles as problems.</summary>
    public static (ResourceGraph Graph, IReadOnlyList<Problem> Problems) Build(
        IEnumerable<Resource> resources, IReadOnlyDictionary<string, IResourceProvider> providers)
    {
        ArgumentNullException.ThrowIfNull(resources);
        ArgumentNullException.ThrowIfNull(providers);
        var problems = new List<Problem>();
        var byId = Unique(resources, problems);
        TellSources(byId, problems);
        var needs = byId.Values.ToDictionary(r => r.Id, r => Needs(r, providers, byId));
        foreach (var resource in byId.Values)
        {
            foreach (var target in resource.Notifies.Where(id => id != resource.Id && needs.ContainsKey(id)))
            {
                needs[target].Add(resource.Id);
            }
        }

        var ordered = Sort(byId, needs, problems);
        var complete = ordered.OrderBy(r => r.ComesLast).Select(r => r with { DependsOn = [.. needs[r.Id].Order()] }).ToList();
        return (new ResourceGraph(complete), problems);
    }

    private static Dictionary<ResourceId, Resource> Unique(IEnumerable<Resource> resources, List<Problem> problems)
    {
        var byId = new Dictionary<ResourceId, Resource>();
        foreach (var resource in resources)
        {
            if (!byId.TryAdd(resource.Id, resource))
            {
                problems.Add(new Problem(
                    resource.Origin, resource.Id.ToString(), $"{resource.Id} is wanted twice; the other place is {byId[resource.Id].Origin}"));
            }
        }

        return byId;
    }

    private static void TellSources(Dictionary<ResourceId, Resource> byId, List<Problem> problems)
    {
        foreach (var listener in byId.Values.Where(r => r.ListensTo.Count > 0).ToList())
        {
            foreach (var id in listener.ListensTo.Where(id => id != listener.Id))
            {
                if (byId.TryGetValue(id, out var source))
                {
                    byId[id] = source with { Notifies = [.. source.Notifies.Append(listener.Id).Distinct()] };
                }
                else
                {
                    problems.Add(new Problem(listener.Origin, listener.Id.ToString(), $"it listens to {id}, which this host does not declare"));
                }
            }
        }
    }

    private static HashSet<ResourceId> Needs(
        Resource resource, IReadOnlyDictionary<string, IResourceProvider> providers, Dictionary<ResourceId, Resource> byId)
    {
        var required = providers.TryGetValue(resource.Id.Kind, out var provider) ? provider.Requires(resource.Id.Name, resource.Spec) : [];
        return [.. resource.DependsOn.Concat(required).Where(id => id != resource.Id && byId.ContainsKey(id))];
    }

    private static List<Resource> Sort(
        Dictionary<ResourceId, Resource> byId, Dictionary<ResourceId, HashSet<ResourceId>> needs, List<Problem> problems)
    {
        var waitingFor = needs.ToDictionary(n => n.Key, n => n.Value.Count);
        var dependents = needs.SelectMany(n => n.Value.Select(need => (need, n.Key))).ToLookup(p => p.need, p => p.Key);
        var ready = new PriorityQueue<ResourceId, ResourceId>(waitingFor.Where(w => w.Value == 0).Select(w => (w.Key, w.Key)));
        var ordered = new List<Resource>(byId.Count);
        while (ready.TryDequeue(out var id, out _))
        {
            ordered.Add(byId[id]);
            foreach (var dependent in dependents[id])
            {
                if (--waitingFor[dependent] == 0)
                {
                    ready.Enqueue(dependent, dependent);
                }
            }
        }

        if (ordered.Count < byId.Count)
        {
            ReportCycles(byId, needs, waitingFor, problems);
        }

        return ordered;
    }

    /// <summary>What could not be ordered is in a circle or hangs on one. From each such resource, what it waits for leads into a circle.</summary>
    private static void ReportCycles(
        Dictionary<ResourceId, Resource> byId,
        Dictionary<ResourceId, HashSet<ResourceId>> needs,
        Dictionary<ResourceId, int> waitingFor,
        List<Problem> problems)
    {
        var seen = new HashSet<ResourceId>();
        foreach (var start in waitingFor.Where(w => w.Value > 0).Select(w => w.Key).Order())
        {
            var path = new List<ResourceId>();
            var id = start;
            while (seen.Add(id))
            {
                path.Add(id);
                id = needs[id].Where(n => waitingFor[n] > 0).Min();
            }

            if (path.Contains(id))
            {
                var cycle = path.Skip(path.IndexOf(id)).Append(id);
                problems.Add(new Problem(byId[id].Origin, id.ToString(), $"these need each other in a circle: {string.Join(" → ", cycle)}"));
            }
        }
    }
}
