using System.Globalization;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Dashboard;

/// <summary>A WireGuard network as a picture: members on a circle, a line between two that know each other.</summary>
/// <param name="Nodes">Members that are drawn.</param>
/// <param name="Lines">Ways between them, the worse of both sides' views.</param>
/// <param name="LeftOff">Members that are not drawn.</param>
internal sealed record MeshDrawing(IReadOnlyList<MeshDrawing.Node> Nodes, IReadOnlyList<MeshDrawing.Line> Lines, int LeftOff)
{
    /// <summary>More are a ball of wool; the table beside it has all.</summary>
    public const int Most = 40;

    private const int Smallest = 140;
    private const int PerNode = 14;
    private static readonly string[] FromWorst = ["never", "stale", "unknown", "idle", "fresh"];

    /// <summary>Half of the picture's width.</summary>
    public int Radius => Math.Max(Smallest, Nodes.Count * PerNode);

    /// <summary>Draws it; members with a dead edge first where not all have room.</summary>
    public static MeshDrawing Of(Mesh mesh)
    {
        var dead = mesh.Edges.Where(e => Rank(e.State) < 2).SelectMany(e => new[] { e.From, e.To }).ToHashSet(StringComparer.Ordinal);
        var drawn = mesh.Members.OrderBy(m => dead.Contains(m.Host) ? 0 : 1).Take(Most).OrderBy(m => m.Host, StringComparer.Ordinal).ToList();
        var radius = Math.Max(Smallest, drawn.Count * PerNode);
        var nodes = drawn.Select((m, i) => Place(m, i, drawn.Count, radius)).ToDictionary(n => n.Member.Host, StringComparer.Ordinal);
        var lines = mesh.Edges
            .Where(e => nodes.ContainsKey(e.From) && nodes.ContainsKey(e.To))
            .GroupBy(e => string.CompareOrdinal(e.From, e.To) < 0 ? (e.From, e.To) : (From: e.To, To: e.From))
            .Select(g => new Line(nodes[g.Key.From], nodes[g.Key.To], g.MinBy(e => Rank(e.State))?.State ?? ""))
            .OrderByDescending(l => Rank(l.State));
        return new MeshDrawing([.. nodes.Values], [.. lines], mesh.Members.Count - drawn.Count);
    }

    private static int Rank(string state) => Array.IndexOf(FromWorst, state) is var at and >= 0 ? at : 2;

    private static Node Place(MeshMember member, int index, int count, int radius)
    {
        var angle = (2 * Math.PI * index / count) - (Math.PI / 2);
        return new Node(member, (int)Math.Round(radius * Math.Cos(angle)), (int)Math.Round(radius * Math.Sin(angle)));
    }

    /// <summary>A member, at its place around the middle.</summary>
    internal sealed record Node(MeshMember Member, int X, int Y);

    /// <summary>A way between two members.</summary>
    internal sealed record Line(Node From, Node To, string State)
    {
        /// <summary>As SVG writes it.</summary>
        public string Path => string.Create(CultureInfo.InvariantCulture, $"M{From.X} {From.Y} L{To.X} {To.Y}");
    }
}
