namespace Mint.Coordinator.Dashboard;

/// <summary>Hosts under one heading.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Hosts">The hosts, those first that need a look.</param>
public sealed record HostGroup(string Name, IReadOnlyList<Host> Hosts);

/// <summary>A piece of a group that is shown or left out as a whole.</summary>
/// <param name="Group">Of which group.</param>
/// <param name="Hosts">The hosts of the piece.</param>
/// <param name="IsFirst">Whether the group begins here.</param>
internal sealed record GroupPiece(HostGroup Group, IReadOnlyList<Host> Hosts, bool IsFirst);

/// <summary>Pieces that come into sight together.</summary>
/// <param name="Id">The same as long as it begins with the same piece.</param>
/// <param name="Pieces">Its pieces.</param>
internal sealed record TilePart(string Id, IReadOnlyList<GroupPiece> Pieces)
{
    /// <summary>How many hosts it has.</summary>
    public int Hosts { get; } = Pieces.Sum(p => p.Hosts.Count);
}

/// <summary>Cuts groups of many hosts into parts, of which only those in sight need to be in the page.</summary>
internal static class TileParts
{
    /// <summary>Up to so many hosts are all in the page.</summary>
    public const int Few = 250;

    /// <summary>Small groups are put together until a part has so many.</summary>
    public const int Enough = 60;

    /// <summary>Larger groups are cut into so many. Most numbers of columns divide it, so that no line is left half empty.</summary>
    public const int Most = 120;

    /// <summary>Cuts them.</summary>
    public static IReadOnlyList<TilePart> Of(IReadOnlyList<HostGroup> groups)
    {
        var pieces = groups.SelectMany(g => g.Hosts.Chunk(Most).Select((hosts, n) => (Piece: new GroupPiece(g, hosts, n == 0), Number: n))).ToList();
        if (groups.Sum(g => g.Hosts.Count) <= Few)
        {
            return [new TilePart("", [.. groups.Select(g => new GroupPiece(g, g.Hosts, true))])];
        }

        var parts = new List<TilePart>();
        for (var next = 0; next < pieces.Count;)
        {
            var (first, taken, hosts) = (pieces[next], new List<GroupPiece>(), 0);
            while (next < pieces.Count && (taken.Count == 0 || (hosts < Enough && hosts + pieces[next].Piece.Hosts.Count <= Most)))
            {
                hosts += pieces[next].Piece.Hosts.Count;
                taken.Add(pieces[next++].Piece);
            }

            parts.Add(new TilePart($"{first.Number} {first.Piece.Group.Name}", taken));
        }

        return parts;
    }

    /// <summary>The parts that are in the page before it is known what is in sight: those at the top.</summary>
    public static IReadOnlySet<string> AtTheTop(IReadOnlyList<TilePart> parts)
    {
        var hosts = 0;
        return parts.TakeWhile(p => (hosts += p.Hosts) - p.Hosts < Most).Select(p => p.Id).ToHashSet();
    }
}
