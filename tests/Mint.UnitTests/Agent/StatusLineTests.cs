using Microsoft.Extensions.Time.Testing;
using Mint.Agent.Link;
using Mint.Agent.Loop;
using Mint.Core.Ledger;
using NUnit.Framework;

namespace Mint.UnitTests.Agent;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StatusLineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider clock = new(Noon);
    private readonly AgentState state = new();

    [Test]
    public void Format_BeforeTheFirstCommit_SaysSo() => Assert.That(Line(), Does.StartWith("Starting at no commit yet").And.Not.Contain("coordinator"));

    [Test]
    public void Format_Coordinator_IsUpOrDownSinceWhen()
    {
        var link = new LinkState(new Uri("https://coordinator.example.org:7443"), clock);
        var before = Line(link: link);
        link.RaiseUp(new Release(true, "", ""));
        var up = Line(link: link);
        clock.Advance(TimeSpan.FromMinutes(2));
        link.TakeDown("gone");
        clock.Advance(TimeSpan.FromHours(2));
        link.TakeDown("still gone");

        Assert.That(before, Does.Contain("coordinator down since "));
        Assert.That(up, Does.Contain("coordinator up"));
        Assert.That(Line(link: link), Does.Contain($"coordinator down since {Noon.AddMinutes(2).ToLocalTime():HH:mm}"));
    }

    [Test]
    public void Format_CommitThatWaits_SaysSo()
    {
        state.Waiting = new WaitingCommit("9c1d2e3f00", "It waits for its ring");

        Assert.That(Line(), Does.Contain("9c1d2e3 waits for its ring"));
    }

    [Test]
    public void Format_Paused_SaysByWhomAndWhy()
    {
        var pause = new Pause("anna", "restoring\nthe shop", Noon, Noon.AddHours(2));

        state.Refusal = new Refusal("abc1234", "abc1234 is not signed");

        var line = Line(pause);

        Assert.That(line, Does.StartWith("Paused at "));
        Assert.That(line, Does.Contain("paused by anna").And.Contain("abc1234 is not signed"));
        Assert.That(line, Does.Not.Contain("\n"), "a line break would end the notification's field");
    }

    private string Line(Pause? pause = null, LinkState? link = null) => StatusLine.Format(new HostBoard(), state, link ?? new LinkState(null, clock), pause);
}
