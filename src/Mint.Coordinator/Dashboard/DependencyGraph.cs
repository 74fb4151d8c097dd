using Mint.Protocol.V1;

namespace Mint.Coordinator.Dashboard;

/// <summary>
/// What needs what on a host, laid out to be drawn: each resource in a column to the right of all that it needs, in the rows that keep lines short.
/// Of a large host only a part: what one resource needs and what needs it, or what has to do with resources that are not well.
/// </summary>
internal sealed class DependencyGraph
{
    /// <summary>How many resources are drawn at most: more than these can't be told apart.</summary>
    public const int Most = 60;

    private const int Sweeps = 4;
    private const int FewestAlike = 4;

    private DependencyGraph(IReadOnlyList<Node> nodes, IReadOnlyList<(Node From, Node To)> edges, int leftOff) => (Nodes, Edges, LeftOff) = (nodes, edges, leftOff);

    /// <summary>What is drawn.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>From what is needed to what needs it.</summary>
    public IReadOnlyList<(Node From, Node To)> Edges { get; }

    /// <summary>How many more have to do with it and are not drawn.</summary>
    public int LeftOff { get; }

    /// <summary>The part around a resource; without one, around those that are not well, or all when it is few.</summary>
    public static DependencyGraph Of(IReadOnlyList<HostResource> resources, string? around)
    {
        var byId = resources.ToDictionary(r => r.Resource, StringComparer.Ordinal);
        var alike = Alike(byId, around);
        var shown = alike.Where(a => a.Key == a.Value).Select(a => byId[a.Key]).ToList();
        var needs = shown.ToDictionary(r => r.Resource, r => NeedsOf(r, byId, alike), StringComparer.Ordinal);
        var needed = Needed(needs);
        var related = Related(Start(shown, around, needs, needed), needs, needed);
        var drawn = related.Take(Most).ToHashSet(StringComparer.Ordinal);
        var more = alike.Values.CountBy(first => first).ToDictionary(g => g.Key, g => g.Value - 1, StringComparer.Ordinal);
        return LayOut([.. drawn.Select(id => byId[id])], needs, more, related.Skip(Most).Sum(id => 1 + more[id]));
    }

    // Each with the first of those like it: of the same kind, well, between the same others. Fifty files of one directory are one thing to look at.
    private static Dictionary<string, string> Alike(Dictionary<string, HostResource> byId, string? around)
    {
        var itself = byId.Keys.ToDictionary(id => id, id => id, StringComparer.Ordinal);
        var needs = byId.Values.ToDictionary(r => r.Resource, r => NeedsOf(r, byId, itself), StringComparer.Ordinal);
        var needed = Needed(needs);
        var groups = byId.Values
            .Where(r => r.Condition == "ok" && r.Resource != around)
            .GroupBy(r => $"{r.Resource.Split('/')[0]}\n{string.Join('\0', needs[r.Resource].Order(StringComparer.Ordinal))}\n{string.Join('\0', needed[r.Resource].Order(StringComparer.Ordinal))}")
            .Where(group => group.Count() >= FewestAlike);
        foreach (var group in groups)
        {
            var first = group.MinBy(r => r.Resource, StringComparer.Ordinal)!.Resource;
            foreach (var member in group)
            {
                itself[member.Resource] = first;
            }
        }

        return itself;
    }

    private static IReadOnlyList<string> NeedsOf(HostResource resource, Dictionary<string, HostResource> byId, Dictionary<string, string> alike) =>
        [.. resource.Needs.Where(id => id != resource.Resource && byId.ContainsKey(id)).Select(id => alike[id]).Distinct()];

    private static ILookup<string, string> Needed(Dictionary<string, IReadOnlyList<string>> needs) =>
        needs.SelectMany(n => n.Value.Select(need => (Need: need, By: n.Key))).ToLookup(p => p.Need, p => p.By, StringComparer.Ordinal);

    private static IEnumerable<string> Start(
        IReadOnlyList<HostResource> resources, string? around, Dictionary<string, IReadOnlyList<string>> needs, ILookup<string, string> needed)
    {
        if (!string.IsNullOrEmpty(around))
        {
            return needs.ContainsKey(around) ? [around] : [];
        }

        var unwell = resources.Where(r => r.Condition != "ok").OrderBy(r => StateLook.Rank(r.Condition)).Select(r => r.Resource).ToList();
        return unwell.Count > 0 ? unwell : resources.Select(r => r.Resource).Where(id => needs[id].Count > 0 || needed.Contains(id));
    }

    // Nearest first, so that what is left off is what is farthest: what it needs, all the way, and what needs it, all the way.
    private static List<string> Related(IEnumerable<string> start, Dictionary<string, IReadOnlyList<string>> needs, ILookup<string, string> needed)
    {
        var order = new List<string>();
        var seen = new HashSet<(string, bool)>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<(string Id, bool Up)>(start.SelectMany(id => new[] { (id, true), (id, false) }));
        while (waiting.TryDequeue(out var at))
        {
            if (!seen.Add(at))
            {
                continue;
            }

            if (known.Add(at.Id))
            {
                order.Add(at.Id);
            }

            foreach (var next in at.Up ? needs[at.Id] : needed[at.Id])
            {
                waiting.Enqueue((next, at.Up));
            }
        }

        return order;
    }

    private static DependencyGraph LayOut(List<HostResource> drawn, Dictionary<string, IReadOnlyList<string>> needs, Dictionary<string, int> more, int leftOff)
    {
        var ids = drawn.Select(r => r.Resource).ToHashSet(StringComparer.Ordinal);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var resource in drawn)
        {
            Column(resource.Resource, needs, ids, columns);
        }

        var nodes = drawn
            .GroupBy(r => columns[r.Resource])
            .SelectMany(column => column.OrderBy(r => r.Resource, StringComparer.Ordinal).Select((r, row) => new Node(r, more[r.Resource], column.Key) { Row = row }))
            .ToDictionary(n => n.Resource.Resource, StringComparer.Ordinal);
        var edges = nodes.Values
            .SelectMany(n => needs[n.Resource.Resource].Where(nodes.ContainsKey).Select(need => (From: nodes[need], To: n)))
            .ToList();
        Straighten([.. nodes.Values.GroupBy(n => n.Column).OrderBy(c => c.Key).Select(c => c.ToList())], edges);
        return new DependencyGraph([.. nodes.Values.OrderBy(n => n.Column).ThenBy(n => n.Row)], edges, leftOff);
    }

    // The longest way to it. A host may be in anybody's hands: on a circle, which no honest agent reports, the way ends.
    private static int Column(string id, Dictionary<string, IReadOnlyList<string>> needs, HashSet<string> ids, Dictionary<string, int> columns)
    {
        if (columns.TryGetValue(id, out var known))
        {
            return known;
        }

        columns[id] = 0;
        return columns[id] = needs[id].Where(ids.Contains).Select(need => Column(need, needs, ids, columns) + 1).DefaultIfEmpty(0).Max();
    }

    // Each next to the middle of its neighbours, to and fro: Sugiyama's method of barycenters.
    private static void Straighten(List<List<Node>> columns, List<(Node From, Node To)> edges)
    {
        var before = edges.ToLookup(e => e.To, e => e.From);
        var after = edges.ToLookup(e => e.From, e => e.To);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var (way, neighbours) = sweep % 2 == 0 ? (columns, before) : (Enumerable.Reverse(columns), after);
            foreach (var column in way)
            {
                var row = 0;
                foreach (var node in column.OrderBy(n => neighbours[n].Select(o => (double)o.Row).DefaultIfEmpty(n.Row).Average()).ThenBy(n => n.Resource.Resource, StringComparer.Ordinal).ToList())
                {
                    node.Row = row++;
                }
            }
        }
    }

    /// <summary>A resource at its place.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="more">How many others are like it: of its kind, well, and between the same.</param>
    /// <param name="column">Its column, from 0: to the right of all that it needs.</param>
    internal sealed class Node(HostResource resource, int more, int column)
    {
        /// <summary>The resource.</summary>
        public HostResource Resource { get; } = resource;

        /// <summary>How many others are like it and stand here too.</summary>
        public int More { get; } = more;

        /// <summary>Its column, from 0.</summary>
        public int Column { get; } = column;

        /// <summary>Its row within the column, from 0.</summary>
        public int Row { get; set; }
    }
}
