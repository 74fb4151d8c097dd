using Mint.Core;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Platform.Ledger;
using Mint.UnitTests.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Ledger;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OutboxBoundTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [TestCase(null, 1001, TestName = "RecordEvents_NoCoordinator_LetsOldEventsFall")]
    [TestCase("0", 1, TestName = "RecordEvents_NothingAcknowledged_KeepsAll")]
    [TestCase("400", 401, TestName = "RecordEvents_SomeAcknowledged_KeepsAllAfterThem")]
    [TestCase("1900", 1001, TestName = "RecordEvents_MostAcknowledged_KeepsTheUsualNumber")]
    public void RecordEvents_BeyondTheBound(string? acknowledged, long oldest)
    {
        using var ledger = Open(new EventBounds(1000, 100_000));
        ledger.WriteFact(LedgerFacts.AcknowledgedSequence, acknowledged);

        ledger.RecordEvents([.. Enumerable.Range(1, 2000).Select(i => Told($"event {i}"))]);

        Assert.That(ledger.ReadEventsAfter(0, 1).Single().Sequence, Is.EqualTo(oldest));
    }

    [Test]
    public void RecordEvents_TooManyWaiting_FoldsTheOldestRepeatsOnly()
    {
        using var ledger = Open(new EventBounds(10, 100));
        ledger.WriteFact(LedgerFacts.AcknowledgedSequence, "0");
        for (var i = 0; i < 60; i++)
        {
            ledger.RecordEvents([Told("flaps"), Told($"distinct {i}")]);
        }

        var left = ledger.ReadEventsAfter(0, 1000);
        var distinct = left.Where(e => e.Summary.StartsWith("distinct", StringComparison.Ordinal)).Select(e => e.Summary);
        var repeats = left.Where(e => e.Summary == "flaps").Select(e => e.Sequence).ToList();

        Assert.That(distinct, Is.EqualTo(Enumerable.Range(0, 60).Select(i => $"distinct {i}")), "no event of its own is lost, and the order stands");
        Assert.That(repeats, Has.Count.LessThan(60).And.Count.GreaterThan(20));
        Assert.That(repeats, Is.Ordered);
        Assert.That(left.Where(e => e.Action == "folded").Select(e => e.Kind), Is.Not.Empty.And.All.EqualTo(EventKind.Agent));
        Assert.That(left.Count, Is.LessThanOrEqualTo(110));
    }

    [Test]
    public void RecordEvents_TooManyDistinctWaiting_KeepsEveryOne()
    {
        using var ledger = Open(new EventBounds(10, 100));
        ledger.WriteFact(LedgerFacts.AcknowledgedSequence, "0");
        for (var i = 0; i < 300; i++)
        {
            ledger.RecordEvents([Told($"distinct {i}") with { Differences = [new Difference("content", "a", $"{i}")] }]);
        }

        Assert.That(ledger.CountEventsAfter(0), Is.EqualTo(300));
    }

    private SqliteLedger Open(EventBounds bounds)
    {
        File.WriteAllBytes(directory["ledger.db"], []);
        return new SqliteLedger(LedgerDatabase.Open(directory["ledger.db"]), null, bounds);
    }

    private static LedgerEvent Told(string summary) => new(Noon, EventKind.Drift, summary) { Resource = new ResourceId("file", "/etc/motd"), Action = "repaired" };
}
