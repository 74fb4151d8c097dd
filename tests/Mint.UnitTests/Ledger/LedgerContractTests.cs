using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Platform.Ledger;
using Mint.Testing;
using Mint.UnitTests.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Ledger;

/// <summary>The ledger on disk and its twin in memory do the same.</summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class LedgerContractTests(bool onDisk)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ResourceId Motd = new("file", "/etc/motd");
    private static readonly ResourceId Nginx = new("service", "nginx");

    private TemporaryDirectory directory = new();
    private ILedger ledger = new MemoryLedger();

    [SetUp]
    public void SetUp()
    {
        directory = new TemporaryDirectory();
        ledger = onDisk ? LedgerFile.Open(directory["ledger.db"], TimeProvider.System) : new MemoryLedger();
    }

    [TearDown]
    public void TearDown()
    {
        (ledger as IDisposable)?.Dispose();
        directory.Dispose();
    }

    [Test]
    public void RecordApplied_AllFields_AreReadBack()
    {
        var row = Row("hash") with { SpecJson = "{}", Commit = "abc", AppliedAt = Now, Position = 7, Notifies = [Nginx, Motd] };
        ledger.RecordApplied([row]);
        var read = ledger.ReadOwned()[Motd];

        Assert.Multiple(() =>
        {
            Assert.That(read with { Notifies = [] }, Is.EqualTo(row with { Notifies = [] }));
            Assert.That(read.Notifies, Is.EqualTo(row.Notifies));
        });
    }

    [Test]
    public void RecordIntents_NewResource_IsOwnedWithoutASpec()
    {
        ledger.RecordIntents([new Intent(Row("hash") with { SpecJson = "{}", AppliedAt = Now }, [Nginx], null)]);

        Assert.Multiple(() =>
        {
            Assert.That(ledger.ReadOwned()[Motd], Has.Property("SpecHash").Null.And.Property("SpecJson").Null.And.Property("AppliedAt").Null);
            Assert.That(ledger.ReadOwed(), Is.EqualTo(new[] { Nginx }));
        });
    }

    [Test]
    public void RecordIntents_OwnedResource_KeepsOwnershipAndSpec()
    {
        ledger.RecordApplied([Row("old") with { SpecJson = "{}", AppliedAt = Now, Commit = "one" }]);
        ledger.RecordIntents([new Intent(Row("new") with { Ownership = Ownership.Created, Commit = "two", Position = 3 }, [], null)]);

        Assert.That(ledger.ReadOwned()[Motd] with { Notifies = [] }, Is.EqualTo(
            Row("old") with { SpecJson = "{}", AppliedAt = Now, Commit = "two", Position = 3, Notifies = [] }));
    }

    [Test]
    public void RecordApplied_OwnedResource_KeepsOwnershipAndEndsTroubleAndDrift()
    {
        ledger.RecordIntents([new Intent(Row(null), [], null)]);
        ledger.SetTroubles([Trouble(1)]);
        ledger.SetOpenDrifts([new OpenDrift(Motd, Now, "print")]);
        ledger.RecordApplied([Row("new") with { Ownership = Ownership.Created }]);

        Assert.Multiple(() =>
        {
            Assert.That(ledger.ReadOwned()[Motd].Ownership, Is.EqualTo(Ownership.Adopted));
            Assert.That(ledger.ReadTroubles(), Is.Empty);
            Assert.That(ledger.ReadOpenDrifts(), Is.Empty);
        });
    }

    [Test]
    public void RecordIntents_PreservedTwice_KeepsTheFirst()
    {
        ledger.RecordIntents([new Intent(Row(null), [], [1, 0, 255])]);
        ledger.RecordIntents([new Intent(Row(null), [], [2])]);
        ledger.Forget([Motd]);

        Assert.That(ledger.ReadPreserved(Motd), Is.EqualTo(new byte[] { 1, 0, 255 }));
        ledger.DropPreserved(Motd);
        Assert.That(ledger.ReadPreserved(Motd), Is.Null);
    }

    [Test]
    public void Forget_OwnedResource_LeavesNoTraceButTheOwedReload()
    {
        ledger.RecordIntents([new Intent(Row(null), [Nginx], null)]);
        ledger.SetTroubles([Trouble(1)]);
        ledger.Forget([Motd]);

        Assert.That((ledger.ReadOwned().Count, ledger.ReadTroubles().Count, ledger.ReadOwed().Count), Is.EqualTo((0, 0, 1)));
    }

    [Test]
    public void Owe_AndStrikeOff_AreASet()
    {
        ledger.Owe([Nginx, Motd, Nginx]);
        ledger.StrikeOff([Motd]);

        Assert.That(ledger.ReadOwed(), Is.EqualTo(new[] { Nginx }));
    }

    [Test]
    public void SetTroubles_Twice_Replaces()
    {
        ledger.SetTroubles([Trouble(1)]);
        ledger.SetTroubles([Trouble(2) with { NextTry = null, SpecHash = null }]);
        var read = ledger.ReadTroubles()[Motd];
        ledger.ClearTroubles([Motd]);

        Assert.That((read, ledger.ReadTroubles().Count), Is.EqualTo((Trouble(2) with { NextTry = null, SpecHash = null }, 0)));
    }

    [Test]
    public void Read_BeforeAndAfterAWrite_SeesEachWrite()
    {
        (int, int, int, int, bool) Counts() =>
            (ledger.ReadOwned().Count, ledger.ReadOwed().Count, ledger.ReadTroubles().Count, ledger.ReadOpenDrifts().Count, ledger.ReadPause() is not null);

        var seen = new List<(int, int, int, int, bool)> { Counts(), Counts() };
        ledger.RecordIntents([new Intent(Row(null), [Nginx], null)]);
        seen.Add(Counts());
        ledger.SetTroubles([Trouble(1)]);
        ledger.SetOpenDrifts([new OpenDrift(Motd, Now, "print")]);
        seen.Add(Counts());
        ledger.WritePause(new Pause("anna", "release night", Now, Now.AddHours(4)));
        ledger.ClearOpenDrifts([Motd]);
        seen.Add(Counts());
        ledger.StrikeOff([Nginx]);
        ledger.Forget([Motd]);
        ledger.WritePause(null);
        seen.Add(Counts());

        Assert.That(seen, Is.EqualTo(new[]
        {
            (0, 0, 0, 0, false), (0, 0, 0, 0, false), (1, 1, 0, 0, false), (1, 1, 1, 1, false), (1, 1, 1, 0, true), (0, 0, 0, 0, false),
        }));
    }

    [Test]
    public void WritePause_SetAndEnded_IsRead()
    {
        var pause = new Pause("anna", "release night", Now, Now.AddHours(4));
        ledger.WritePause(pause with { Who = "bob" });
        ledger.WritePause(pause);
        var read = ledger.ReadPause();
        ledger.WritePause(null);

        Assert.That((read, ledger.ReadPause()), Is.EqualTo((pause, (Pause?)null)));
    }

    [Test]
    public void WriteFact_SetAndRemoved_IsRead()
    {
        ledger.WriteFact(LedgerFacts.AcceptedCommit, "abc");
        ledger.WriteFact(LedgerFacts.AcceptedCommit, "def");
        var read = ledger.ReadFact(LedgerFacts.AcceptedCommit);
        ledger.WriteFact(LedgerFacts.AcceptedCommit, null);

        Assert.That((read, ledger.ReadFact(LedgerFacts.AcceptedCommit)), Is.EqualTo(("def", (string?)null)));
    }

    [Test]
    public void RecordEvents_AllFields_AreReadBackNewestFirst()
    {
        var full = new LedgerEvent(Now, EventKind.Drift, "changed")
        {
            Resource = Motd,
            Origin = new Origin("hosts/a.yaml", 3, 5),
            Commit = "abc",
            Differences = [new Difference("content", null, "new\n", new Origin("x.yaml", 1, 1)), new Difference("mode", "0644", null)],
            Action = "repaired",
            FirstSeen = Now.AddMinutes(-1),
            Took = TimeSpan.FromMilliseconds(12.5),
            LikelyBy = "bob",
        };
        ledger.RecordEvents([new LedgerEvent(Now.AddHours(-1), EventKind.Agent, "started"), full]);
        var read = ledger.ReadEvents(new EventQuery(10));

        Assert.Multiple(() =>
        {
            Assert.That(read.Select(e => e.Sequence), Is.EqualTo(new long[] { 2, 1 }));
            Assert.That(read[0] with { Differences = [] }, Is.EqualTo(full with { Sequence = 2, Differences = [] }));
            Assert.That(read[0].Differences, Is.EqualTo(full.Differences));
            Assert.That(read[1].Origin, Is.EqualTo(Origin.None));
        });
    }

    [Test]
    public void ReadEvents_Filtered_GivesTheAsked()
    {
        ledger.RecordEvents([.. Enumerable.Range(0, 10).Select(i => new LedgerEvent(Now.AddMinutes(i), i % 2 == 0 ? EventKind.Drift : EventKind.Hold, $"{i}")
        {
            Resource = i < 5 ? Motd : Nginx,
        })]);

        Assert.Multiple(() =>
        {
            Assert.That(Summaries(new EventQuery(2)), Is.EqualTo("98"));
            Assert.That(Summaries(new EventQuery(9, Since: Now.AddMinutes(7))), Is.EqualTo("987"));
            Assert.That(Summaries(new EventQuery(9, Resource: Motd, Kind: EventKind.Drift)), Is.EqualTo("420"));
        });
    }

    [Test]
    public void ReadEventsAfter_ANumber_GivesTheLaterOnesOldestFirst()
    {
        ledger.RecordEvents([.. Enumerable.Range(1, 10).Select(i => new LedgerEvent(Now, EventKind.Drift, $"{i}"))]);

        Assert.That(ledger.ReadEventsAfter(4, 3).Select(e => e.Sequence), Is.EqualTo(new long[] { 5, 6, 7 }));
        Assert.That((ledger.ReadLastSequence(), ledger.CountEventsAfter(4), ledger.CountEventsAfter(10)), Is.EqualTo((10, 6, 0)));
    }

    [Test]
    public void EventsRecorded_AfterARecording_IsRaised()
    {
        var seen = new List<long>();
        ledger.EventsRecorded += (_, _) => seen.Add(ledger.ReadLastSequence());
        ledger.RecordEvents([new LedgerEvent(Now, EventKind.Drift, "one")]);

        Assert.That(seen, Is.EqualTo(new long[] { 1 }));
    }

    private static OwnedResource Row(string? hash) => new(Motd, Ownership.Adopted, hash, new Origin("hosts/a.yaml", 3, 5));

    private static Trouble Trouble(int attempts) => new(Motd, FailureKind.WaitUntil, "no", "hash", attempts, Now, Now.AddMinutes(1));

    private string Summaries(EventQuery query) => string.Concat(ledger.ReadEvents(query).Select(e => e.Summary));
}
