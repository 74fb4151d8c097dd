using Google.Protobuf.WellKnownTypes;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

internal sealed class PauseAndResumeTests : HostCommandFixture
{
    [TestCase("pause", "--until", "2h")]
    [TestCase("pause", "--reason", "x")]
    [TestCase("pause", "--until", "2h", "--reason", "  ")]
    [TestCase("pause", "--until", "2026-11-24T08:00Z", "--reason", "past")]
    [TestCase("pause", "--until", "soon", "--reason", "x")]
    public async Task Pause_WithoutTimeOrReason_IsRefused(params string[] args)
    {
        var run = await Run(args);

        Assert.That(run.ExitCode, Is.EqualTo(64));
        Assert.That(Agent.Requests, Is.Empty);
    }

    [Test]
    public async Task Pause_UntilTomorrow_TellsTheAgentTheTime()
    {
        var run = await Run("pause", "--until", "tomorrow 08:00", "--reason", "vendor");

        var request = (PauseRequest)Agent.Requests.Single();
        Assert.That(request.Until, Is.EqualTo(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.FromHours(1)).ToTimestamp()));
        Assert.That(run.Output, Does.StartWith("⏸ Paused until tomorrow 08:00 by anna: vendor."));
    }

    [Test]
    public async Task Resume_WithoutAPerson_ShowsThePlanAndStaysPaused()
    {
        Agent.Forecast.Add(Motd());

        var run = await Run("resume");

        Approval.Verify(run.Transcript, "resume-unconfirmed");
        Assert.That(Agent.Requests, Is.EqualTo(new[] { Request(confirm: false) }).Using<ResumeRequest>(SameConfirm));
    }

    [TestCase("y", 0, 2)]
    [TestCase("n", 1, 1)]
    [TestCase("", 1, 1)]
    public async Task Resume_Answered_ConfirmsOnlyOnYes(string answer, int exitCode, int requests)
    {
        var run = await MintRun.Answering(answer, "resume", "--socket", Agent.Socket);

        Assert.That((run.ExitCode, Agent.Requests.Count), Is.EqualTo((exitCode, requests)));
    }

    [Test]
    public async Task Resume_Yes_ConfirmsAfterThePlan()
    {
        await Run("resume", "--yes");

        Assert.That(Agent.Requests, Is.EqualTo(new[] { Request(confirm: false), Request(confirm: true) }).Using<ResumeRequest>(SameConfirm));
    }

    private static ResourceOutcome Motd() => new()
    {
        Resource = "file//etc/motd",
        Outcome = "updated",
        Origin = "groups/base.yaml:8:3",
        Differences = { new Difference { Attribute = "content", Before = "old\nsame\n", After = "new\nsame\n" } },
    };

    private static ResumeRequest Request(bool confirm) => new() { Confirm = confirm };

    private static bool SameConfirm(ResumeRequest a, ResumeRequest b) => a.Confirm == b.Confirm;
}
