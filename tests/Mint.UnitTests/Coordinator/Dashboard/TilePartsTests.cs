using Mint.Coordinator.Dashboard;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class TilePartsTests
{
    private static readonly int[][] Fleets = [[1_000], [251], [500, 1, 499], [.. Enumerable.Repeat(25, 40)], [.. Enumerable.Repeat(1, 1_000)], [119, 2, 240, 121, 60, 60]];

    [TestCase(new int[0])]
    [TestCase(new[] { 250 })]
    [TestCase(new[] { 100, 100, 50 })]
    public void Of_Few_IsOnePartWithAll(int[] sizes)
    {
        var parts = TileParts.Of(Groups(sizes));

        Assert.That(parts, Has.Count.EqualTo(1));
        Assert.That(parts[0].Pieces.Select(p => p.Hosts.Count), Is.EqualTo(sizes));
        Assert.That(parts[0].Pieces.Select(p => p.IsFirst), Is.All.True);
        Assert.That(TileParts.AtTheTop(parts), Is.EqualTo(new[] { parts[0].Id }));
    }

    [TestCaseSource(nameof(Fleets))]
    public void Of_Many_HasEachHostOnceInOrderAndEachHeadingOnce(int[] sizes)
    {
        var groups = Groups(sizes);
        var parts = TileParts.Of(groups);
        var pieces = parts.SelectMany(p => p.Pieces).ToList();

        Assert.That(pieces.SelectMany(p => p.Hosts), Is.EqualTo(groups.SelectMany(g => g.Hosts)));
        Assert.That(pieces.Where(p => p.IsFirst).Select(p => p.Group), Is.EqualTo(groups));
        Assert.That(parts.Select(p => p.Id), Is.Unique);
    }

    [TestCaseSource(nameof(Fleets))]
    public void Of_Many_PartsAreNeitherLongNorManyTimesTooShort(int[] sizes)
    {
        var parts = TileParts.Of(Groups(sizes));

        Assert.That(parts.Select(p => p.Hosts), Is.All.InRange(1, TileParts.Most));
        Assert.That(parts, Has.Count.LessThanOrEqualTo(2 * (sizes.Sum() / TileParts.Enough) + 2));
    }

    [TestCaseSource(nameof(Fleets))]
    public void AtTheTop_OfMany_FillsAWindowAndNoMore(int[] sizes)
    {
        var parts = TileParts.Of(Groups(sizes));
        var top = TileParts.AtTheTop(parts);

        Assert.That(parts.Take(top.Count).Select(p => p.Id), Is.EquivalentTo(top));
        Assert.That(parts.Take(top.Count).Sum(p => p.Hosts), Is.InRange(TileParts.Most, 2 * TileParts.Most));
    }

    private static List<HostGroup> Groups(int[] sizes) =>
        [.. sizes.Select((size, n) => new HostGroup($"customer-{n}", [.. Enumerable.Range(0, size).Select(h => new Host { Name = $"host-{n}-{h}" })]))];
}
