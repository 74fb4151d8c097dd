using System.Text;
using Mint.Agent.Link;
using Mint.Agent.Link.Reports;
using Mint.Agent.Loop;
using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using NUnit.Framework;

namespace Mint.UnitTests.Link;

public sealed class LinkMappingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Event_OfOrdinarySize_IsWhole()
    {
        var entry = new LedgerEvent(Noon, EventKind.Drift, "changed") { Differences = [new Difference("content", "a", "b")], FirstSeen = Noon.AddMinutes(-1) };

        var wire = LinkMapping.ToWire(entry);

        Assert.That((wire.Summary, wire.Differences.Single().After, wire.FirstSeen.ToDateTimeOffset()), Is.EqualTo(("changed", "b", Noon.AddMinutes(-1))));
    }

    [Test]
    public void Event_OfHugeTexts_IsCutAndSaysSo()
    {
        var huge = new string('ü', 1_000_000);
        var entry = new LedgerEvent(Noon, EventKind.Drift, huge) { Differences = [.. Enumerable.Range(0, 100).Select(i => new Difference($"{i}", huge, null))] };

        var wire = LinkMapping.ToWire(entry);

        Assert.That(wire.CalculateSize(), Is.LessThanOrEqualTo(64 * 1024));
        Assert.That(wire.Summary, Does.EndWith("… (cut)"));
        Assert.That(Encoding.UTF8.GetByteCount(wire.Summary), Is.LessThanOrEqualTo(4 * 1024));
        Assert.That(wire.Differences[0].Before, Does.EndWith("… (cut)"));
        Assert.That(wire.Differences[0].HasAfter, Is.False);
        Assert.That(wire.Differences[^1].After, Does.Contain($"{100 - (wire.Differences.Count - 1)} more differences"));
    }

    [Test]
    public void Cut_BetweenTheHalvesOfACharacter_NeverHappens()
    {
        for (var most = 20; most < 40; most++)
        {
            var cut = BoundedText.Cut(string.Concat(Enumerable.Repeat("😀", 100)), most);

            Assert.That(Encoding.UTF8.GetByteCount(cut), Is.LessThanOrEqualTo(most));
            Assert.That(cut, Does.Not.Contain('\uFFFD').And.EndWith("… (cut)"));
            Assert.That(cut[..^7].EnumerateRunes().All(r => r.Value == 0x1F600), Is.True);
        }
    }

    [Test]
    public void Concerns_Thousands_StayWithinOneMessage()
    {
        var concerns = Enumerable.Range(0, 5_000)
            .Select(i => new Concern(new ResourceId("file", $"/{i}"), Condition.Failed, new string('x', 100_000), null, "hosts/a.yaml:1:1", "retry"))
            .ToList();

        Assert.That(LinkMapping.ToWire(concerns).Sum(c => c.CalculateSize()), Is.LessThan(2_000_000));
    }

    [Test]
    public void Resources_WithWhatTheyNeed_StayWithinOneMessage()
    {
        var many = Enumerable.Range(0, 200).Select(i => new ResourceId("file", $"/{new string('x', 900)}{i}")).ToList();
        var wire = LinkMapping.ToWire([.. many.Select(id => new Resource(id, new object(), new Origin("hosts/a.yaml", 1, 1)) { DependsOn = many })]).ToList();

        Assert.That(wire, Has.Count.EqualTo(200));
        Assert.That(wire[0].Needs, Is.EqualTo(many.Take(100).Select(id => id.ToString())));
        Assert.That(wire.Sum(r => r.CalculateSize()), Is.LessThan(1_000_000));
    }

    [Test]
    public void Backoff_Grows_HasACapAndBeginsAnewAfterAGoodStream()
    {
        var timing = new LinkTiming();
        var backoff = new LinkBackoff(timing);
        var longest = Enumerable.Range(0, 40).Select(_ => backoff.Next(refused: false)).Max();
        var refused = Enumerable.Range(0, 40).Select(_ => backoff.Next(refused: true)).ToList();
        backoff.Reset();

        Assert.That(longest, Is.LessThanOrEqualTo(timing.Cap).And.GreaterThan(timing.First));
        Assert.That(refused, Is.All.GreaterThanOrEqualTo(timing.Cap / 2).And.All.LessThanOrEqualTo(timing.Cap));
        Assert.That(backoff.Next(refused: false), Is.LessThanOrEqualTo(timing.First));
    }

    [TestCase(60, 60)]
    [TestCase(3_600, 120)]
    public void Backoff_AsTheCoordinatorSays_SpreadsTheFirstTryButNeverPastTheCap(int told, int longest)
    {
        var backoff = new LinkBackoff(new LinkTiming());
        backoff.Spread(TimeSpan.FromSeconds(told));
        var pauses = Enumerable.Range(0, 100).Select(_ =>
        {
            backoff.Reset();
            return backoff.Next(refused: false);
        }).ToList();

        Assert.That(pauses.Max(), Is.LessThanOrEqualTo(TimeSpan.FromSeconds(longest)).And.GreaterThan(TimeSpan.FromSeconds(longest / 2)));
    }
}
