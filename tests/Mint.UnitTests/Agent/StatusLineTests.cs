using Mint.Agent.Loop;
using Mint.Core.Ledger;
using Mint.Core.Reporting;
using NUnit.Framework;

namespace Mint.UnitTests.Agent;

public sealed class StatusLineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly CommitInfo Commit = new("4f2a1c0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Open 8069", "anna", Noon) { Branch = "main" };

    [Test]
    public void Format_BeforeTheFirstCommit_SaysSo() =>
        Assert.That(StatusLine.Format(new HostBoard(), null, null, null, Noon), Does.StartWith("Starting at no commit yet"));

    [Test]
    public void Format_Paused_SaysByWhomAndWhy()
    {
        var pause = new Pause("anna", "restoring\nthe shop", Noon, Noon.AddHours(2));

        var line = StatusLine.Format(new HostBoard(), Commit, pause, "abc1234 is not signed", Noon);

        Assert.That(line, Does.StartWith("Paused at 4f2a1c0 (main)"));
        Assert.That(line, Does.Contain("paused by anna").And.Contain("abc1234 is not signed"));
        Assert.That(line, Does.Not.Contain("\n"), "a line break would end the notification's field");
    }
}
