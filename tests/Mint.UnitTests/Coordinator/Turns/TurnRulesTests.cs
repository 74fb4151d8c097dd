using Mint.Coordinator.Turns;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Turns;

public sealed class TurnRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 3, 12, 0, TimeSpan.Zero);

    [Test]
    public void Work_OneOfAGroupWaits_HasItsTurnForItsTime()
    {
        var done = Work(Waiting("a-01", "web"));

        Assert.That(done.Granted.Select(r => (r.Host, r.State, r.Since, r.Until)), Is.EqualTo(new[] { ("a-01", TurnRow.Holding, Now.UtcTicks, (long?)Now.AddMinutes(30).UtcTicks) }));
    }

    [Test]
    public void Work_SeveralOfAGroup_GoOneAfterTheOtherAsTheyAsked()
    {
        var done = Work(Waiting("a-03", "web", since: 3), Waiting("a-01", "web", since: 2), Waiting("a-02", "web", since: 1));

        Assert.That(Granted(done), Is.EqualTo("a-02"));
        Assert.That(done.Changed.Where(r => r.State == TurnRow.Waiting).Select(r => r.Reason), Is.All.EqualTo("waits for a-02, whose turn it is until 2026-11-24 03:42 UTC"));
    }

    [Test]
    public void Work_OtherGroups_GoAtTheSameTime() =>
        Assert.That(Granted(Work(Waiting("a-01", "web"), Waiting("a-02", "db"), Waiting("a-03", "db", "web"))), Is.EqualTo("a-01 a-02"));

    [Test]
    public void Work_HostsWithoutGroups_GoOneAtATimeInTheirRing() =>
        Assert.That(Granted(Work(Waiting("a-01"), Waiting("a-02"), Waiting("a-03", "web"))), Is.EqualTo("a-01 a-03"));

    [TestCase(TurnRow.Holding, "waits for c-01 of ring canary, which comes before, whose turn it is until 2026-11-24 03:22 UTC")]
    [TestCase(TurnRow.Overdue, "waits for c-01 of ring canary, which comes before, which has not come back from its turn since 2026-11-24 02:12 UTC")]
    public void Work_EarlierRingHasATurn_LaterWaits(string state, string reason)
    {
        var until = state == TurnRow.Holding ? Now.AddMinutes(10) : Now.AddHours(-1);
        var done = Work(Holding("c-01", until, "canary-group") with { State = state, Ring = "canary" }, Waiting("w-01", "web") with { Ring = "web", Ordinal = 1 });

        Assert.That(done.Granted, Is.Empty);
        Assert.That(done.Changed.Single().Reason, Is.EqualTo(reason));
    }

    [Test]
    public void Work_EarlierRingWaits_LaterWaitsToo()
    {
        var done = Work(Waiting("c-01") with { Ring = "canary", IsConnected = false }, Waiting("w-01", "web") with { Ring = "web", Ordinal = 1 });

        Assert.That(done.Granted, Is.Empty);
        Assert.That(done.Changed.Select(r => r.Reason), Is.EqualTo(new[]
        {
            "it comes next, once it is connected",
            "waits for c-01 of ring canary, which comes before, which waits for its turn as well",
        }));
    }

    [Test]
    public void Work_WhoWaitsInAnEarlierRingIsSilent_IsNotWaitedFor() =>
        Assert.That(Granted(Work(Waiting("c-01") with { IsConnected = false, IsSilent = true }, Waiting("w-01") with { Ring = "web", Ordinal = 1 })), Is.EqualTo("w-01"));

    [Test]
    public void Work_LaterRingHasATurn_EarlierGoesUnlessOfItsGroup() => Assert.That(
        Granted(Work(Holding("w-01", Now.AddMinutes(5), "web") with { Ring = "web", Ordinal = 1 }, Waiting("c-01", "canary"), Waiting("c-02", "web"))), Is.EqualTo("c-01"));

    [Test]
    public void Work_NotBackInTime_BlocksItsGroupAndIsToldOnce()
    {
        var late = Work(Holding("a-01", Now, "web"), Waiting("a-02", "web"), Waiting("a-03", "db"));
        var again = new TurnRules(Now.AddHours(5)).Work([.. late.Changed.Where(r => r.State != TurnRow.Holding)]);

        Assert.That(late.Late.Select(r => (r.Host, r.State, r.Detail)), Is.EqualTo(new[] { ("a-01", TurnRow.Overdue, "has not come back from its turn since 2026-11-24 03:12 UTC") }));
        Assert.That(Granted(late), Is.EqualTo("a-03"));
        Assert.That(late.Changed.Single(r => r.Host == "a-02").Reason, Is.EqualTo("waits for a-01, which has not come back from its turn since 2026-11-24 03:12 UTC"));
        Assert.That(again.IsQuiet, Is.True);
    }

    [Test]
    public void Work_SeveralReasons_SaysTheOneForAPerson() => Assert.That(
        Work(Holding("a-01", Now.AddMinutes(5), "web"), Holding("a-02", Now.AddHours(-2), "db") with { State = TurnRow.Overdue }, Waiting("a-03", "web", "db")).Changed.Single().Reason,
        Does.StartWith("waits for a-02, which has not come back"));

    [Test]
    public void Work_HostIsOut_LosesItsPlaceAndBlocksNobody()
    {
        var done = Work(Holding("a-01", Now.AddMinutes(5), "web") with { IsIn = false }, Waiting("a-02", "web"));

        Assert.That((done.Dropped.Single().Host, Granted(done)), Is.EqualTo(("a-01", "a-02")));
    }

    [Test]
    public void Work_NotConnected_IsPassedOver() =>
        Assert.That(Granted(Work(Waiting("a-01", "web", since: 1) with { IsConnected = false }, Waiting("a-02", "web", since: 2))), Is.EqualTo("a-02"));

    [Test]
    public void Work_HostOfAnotherCustomer_IsNotNamedAndNeitherIsItsRing()
    {
        var done = Work(
            Holding("nova-01", Now.AddMinutes(5), "shared") with { Customer = "nova", Ring = "novaring" },
            Waiting("acme-01", "shared") with { Customer = "acme", Ring = "web", Ordinal = 1 });
        var row = done.Changed.Single();

        Assert.That(row.Reason, Is.EqualTo("waits for another host of a ring before its own, whose turn it is until 2026-11-24 03:17 UTC"));
        Assert.That(row.Detail, Is.EqualTo("waits for nova-01 of ring novaring, which comes before, whose turn it is until 2026-11-24 03:17 UTC"));
    }

    [Test]
    public void Work_Again_ChangesNothing()
    {
        var first = Work(Waiting("a-01", "web"), Waiting("a-02", "web"));

        Assert.That(new TurnRules(Now.AddMinutes(1)).Work(first.Changed).IsQuiet, Is.True);
    }

    [Test]
    public void Work_TenThousandOfThem_IsQuick()
    {
        var rows = Enumerable.Range(0, 10_000).Select(n => Waiting($"h-{n:00000}", $"g{n % 100}", "base") with { Ordinal = n % 5 }).ToArray();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.That(Work(rows).Granted, Has.Count.EqualTo(1));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    private static TurnRules Work(params TurnRow[] rows) => new TurnRules(Now).Work(rows);

    private static string Granted(TurnRules done) => string.Join(' ', done.Granted.Select(r => r.Host));

    private static TurnRow Waiting(string host, params string[] groups) => Waiting(host, groups, 0);

    private static TurnRow Waiting(string host, string group, long since) => Waiting(host, [group], since);

    private static TurnRow Waiting(string host, string[] groups, long since) => new()
    {
        Host = host,
        Since = Now.UtcTicks + since,
        Groups = groups.Length == 0 ? "" : $" {string.Join(' ', groups)} ",
        Customer = "acme",
        IsIn = true,
        IsConnected = true,
    };

    private static TurnRow Holding(string host, DateTimeOffset until, params string[] groups) =>
        Waiting(host, groups) with { State = TurnRow.Holding, Since = until.AddMinutes(-30).UtcTicks, Until = until.UtcTicks };
}
