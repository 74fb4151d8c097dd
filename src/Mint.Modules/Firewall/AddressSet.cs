namespace Mint.Modules.Firewall;

/// <summary>Networks without one inside another, in order, as an interval set of nftables wants them.</summary>
/// <param name="V4">IPv4.</param>
/// <param name="V6">IPv6.</param>
internal sealed record AddressSet(IReadOnlyList<AddressBlock> V4, IReadOnlyList<AddressBlock> V6)
{
    /// <summary>Nothing.</summary>
    public static AddressSet Empty { get; } = new([], []);

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => V4.Count == 0 && V6.Count == 0;

    /// <summary>Drops what is inside of others. Two networks are always one inside the other, or apart.</summary>
    public static AddressSet Of(IEnumerable<AddressBlock> blocks)
    {
        var (v4, v6) = (new List<AddressBlock>(), new List<AddressBlock>());
        foreach (var block in blocks.OrderBy(b => b.First).ThenBy(b => b.Prefix))
        {
            var family = block.IsV6 ? v6 : v4;
            if (family.Count == 0 || !family[^1].Contains(block))
            {
                family.Add(block);
            }
        }

        return new AddressSet(v4, v6);
    }

    /// <summary>The networks of one family.</summary>
    public IReadOnlyList<AddressBlock> Family(bool v6) => v6 ? V6 : V4;

    /// <summary>The first pair of which one is inside the other; null when there is none.</summary>
    public static (T Outer, T Inner)? FindOverlap<T>(IEnumerable<T> items, Func<T, AddressBlock> of) where T : class
    {
        foreach (var family in items.GroupBy(i => of(i).IsV6))
        {
            T? last = null;
            foreach (var item in family.OrderBy(i => of(i).First).ThenBy(i => of(i).Prefix))
            {
                if (last is not null && of(last).Contains(of(item)))
                {
                    return (last, item);
                }

                last = item;
            }
        }

        return null;
    }
}
