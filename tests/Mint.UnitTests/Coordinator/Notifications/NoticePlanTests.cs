using Mint.Coordinator.Notifications;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Notifications;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NoticePlanTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 14, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<(string, string), Notice> book = [];
    private DateTimeOffset now = Start;

    [Test]
    public void Begin_WithinHalfAMinute_IsOneMessage()
    {
        Assert.That(After(0, Silent("a")), Is.Empty);
        Assert.That(After(20, Silent("a"), Silent("b")), Is.Empty);

        Assert.That(After(10, Silent("a"), Silent("b"), Silent("c")), Is.EqualTo(new[] { "Began host-silent a b c" }));
        Assert.That(After(60, Silent("a"), Silent("b"), Silent("c")), Is.Empty);
    }

    [Test]
    public void Begin_FiveHundredAtOnce_IsOneMessage()
    {
        var all = Enumerable.Range(0, 500).Select(i => Silent($"host-{i:000}")).ToArray();
        After(0, all);

        Assert.That(After(30, all), Has.Length.EqualTo(1));
    }

    [Test]
    public void Begin_OfTwoKinds_AreTwoMessages()
    {
        After(0, Silent("a"), Of(ConditionKind.Failed, "b"));

        Assert.That(After(30, Silent("a"), Of(ConditionKind.Failed, "b")), Is.EquivalentTo(new[] { "Began host-silent a", "Began host-failed b" }));
    }

    [Test]
    public void End_BeforeAnybodyWasTold_IsNotTold()
    {
        After(0, Silent("a"));

        Assert.That(After(10), Is.Empty);
        Assert.That(After(3600), Is.Empty);
        Assert.That(book, Is.Empty);
    }

    [Test]
    public void End_AfterItWasTold_IsOneMessageAndForgotten()
    {
        Begin("a", "b");

        Assert.That(After(100), Is.Empty);
        Assert.That(After(30), Is.EqualTo(new[] { "Ended host-silent a b" }));
        Assert.That(book, Is.Empty);
        Assert.That(After(30), Is.Empty);
    }

    [Test]
    public void End_AndBackWithinHalfAMinute_IsNotTold()
    {
        Begin("a");
        After(10);

        Assert.That(After(20, Silent("a")), Is.Empty);
        Assert.That(After(60, Silent("a")), Is.Empty);
    }

    [Test]
    public void Lasting_Reminders_ComeHourlyAtMostAndThinOut()
    {
        Begin("a");
        var reminders = new List<double>();
        var begun = now;
        for (var minute = 1; minute <= 72 * 60; minute++)
        {
            if (After(60, Silent("a")).Length > 0)
            {
                reminders.Add((now - begun).TotalHours);
            }
        }

        Assert.That(reminders, Is.EqualTo(new[] { 1.0, 3, 7, 15, 31, 55 }));
    }

    [Test]
    public void Lasting_OneJoinsLater_RemindersStayHourlyAtMost()
    {
        Begin("a");
        After(50 * 60, Silent("a"), Silent("b"));
        Assert.That(After(30, Silent("a"), Silent("b")), Is.EqualTo(new[] { "Began host-silent b" }));

        Assert.That(After(10 * 60, Silent("a"), Silent("b")), Is.EqualTo(new[] { "Reminder host-silent a b" }));
        Assert.That(After(59 * 60, Silent("a"), Silent("b")), Is.Empty);
    }

    [Test]
    public void Security_IsOver_IsForgottenWithoutAWord()
    {
        After(0, Of(ConditionKind.Security, "wrong-token on a"));
        After(30, Of(ConditionKind.Security, "wrong-token on a"));

        Assert.That(After(3 * 3600, Of(ConditionKind.Security, "wrong-token on a")), Is.Empty, "no reminder");
        Assert.That(After(60), Is.Empty);
        Assert.That(book, Is.Empty);
    }

    [Test]
    public void Detail_Changes_IsKeptWithoutAMessage()
    {
        Begin("a");

        Assert.That(After(10, Silent("a") with { Detail = "other\u001b[31m" }), Is.Empty);
        Assert.That(book.Values.Single().Detail, Is.EqualTo("other [31m"));
        Assert.That(book.Values.Single().Since, Is.EqualTo(Start.UtcTicks), "it began when it began");
    }

    [Test]
    public void Book_OfAKindThatIsNoMore_IsForgotten()
    {
        book[("gone", "x")] = new Notice { Kind = "gone", Subject = "x", Host = "", Detail = "", ToldAt = 1, Told = 1 };

        Assert.That(After(60), Is.Empty);
        Assert.That(book, Is.Empty);
    }

    private static Condition Silent(string host) => Of(ConditionKind.Silent, host);

    private static Condition Of(ConditionKind kind, string subject) => new(kind, subject, subject, "why", Start);

    private void Begin(params string[] hosts)
    {
        After(0, [.. hosts.Select(Silent)]);
        Assert.That(After(30, [.. hosts.Select(Silent)]), Has.Length.EqualTo(1));
    }

    private string[] After(double seconds, params Condition[] conditions)
    {
        now += TimeSpan.FromSeconds(seconds);
        var plan = NoticePlan.Make(book.Values, conditions, now);
        foreach (var gone in plan.Forgotten)
        {
            book.Remove((gone.Kind, gone.Subject));
        }

        foreach (var kept in plan.Kept)
        {
            book[(kept.Kind, kept.Subject)] = kept;
        }

        return [.. plan.Tellings.Select(t => $"{t.Kind} {t.Condition} {string.Join(' ', t.Notices.Select(n => n.Subject).Order(StringComparer.Ordinal))}")];
    }
}
