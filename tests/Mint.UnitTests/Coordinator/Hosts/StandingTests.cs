using Mint.Coordinator.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Hosts;

public sealed class StandingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly HostRow host = new()
    {
        Name = "web-01",
        Expected = true,
        EnrolledAt = Now.AddDays(-1).UtcTicks,
        LastSeenAt = Now.AddSeconds(-10).UtcTicks,
        ReportedState = "converged",
    };

    [Test]
    public void Of_HealthyHost_IsWhatItSays() => Assert.That(Judge(host), Is.EqualTo("converged"));

    [Test]
    public void Of_Failed_KeepsItsReason() =>
        Assert.That(Standing.Of(host with { ReportedState = "failed", ReportedReason = "1 resource failed" }, Rules()), Is.EqualTo(new Standing("failed", "1 resource failed")));

    [Test]
    public void Of_NeverEnrolled_IsAbsent() => Assert.That(Judge(host with { EnrolledAt = null, LastSeenAt = null }), Is.EqualTo("absent"));

    [Test]
    public void Of_Revoked_StaysSoWhateverElse() => Assert.That(Judge(host with { RevokedAt = 1, LastSeenAt = null }), Is.EqualTo("revoked"));

    [Test]
    public void Of_NotInTheRepo_IsUnknownOnceTheRepoIsKnown()
    {
        Assert.That(Judge(host with { Expected = false }), Is.EqualTo("unknown"));
        Assert.That(Standing.Of(host with { Expected = false }, Rules() with { RepoIsKnown = false }).State, Is.EqualTo("converged"));
    }

    [TestCase(119, "converged")]
    [TestCase(121, "silent")]
    public void Of_NothingHeard_IsSilentAfterItsTime(int seconds, string state) =>
        Assert.That(Judge(host with { LastSeenAt = Now.AddSeconds(-seconds).UtcTicks }), Is.EqualTo(state));

    [Test]
    public void Of_HostWithItsOwnSchedule_IsSilentByThat() =>
        Assert.That(Judge(host with { LastSeenAt = Now.AddHours(-5).UtcTicks, SilentAfter = TimeSpan.FromHours(12).Ticks }), Is.EqualTo("converged"));

    [Test]
    public void Of_NobodyListened_IsNoSilence() =>
        Assert.That(Standing.Of(host with { LastSeenAt = Now.AddHours(-5).UtcTicks }, Rules() with { ListeningSince = Now.AddSeconds(-30) }).State, Is.EqualTo("converged"));

    [Test]
    public void Of_SilentBeforeThisOneListened_StaysSilent() =>
        Assert.That(
            Standing.Of(
                host with { State = "silent", Reason = "nothing heard of it", StateSince = Now.AddHours(-4).UtcTicks, LastSeenAt = Now.AddHours(-5).UtcTicks },
                Rules() with { ListeningSince = Now.AddSeconds(-30) }).State,
            Is.EqualTo("silent"));

    [Test]
    public void Of_OlderCommitForLong_IsBehind() => Assert.That(Standing.Of(host, Rules() with { IsBehind = _ => true }).State, Is.EqualTo("behind"));

    [Test]
    public void Of_EnrolledAndNotReported_IsStarting() => Assert.That(Judge(host with { ReportedState = "" }), Is.EqualTo("starting"));

    private static string Judge(HostRow row) => Standing.Of(row, Rules()).State;

    private static StandingRules Rules() => new(Now, Now.AddDays(-2), TimeSpan.FromMinutes(2), RepoIsKnown: true, _ => false);
}
