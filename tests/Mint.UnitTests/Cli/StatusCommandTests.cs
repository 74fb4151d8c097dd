using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

internal sealed class StatusCommandTests : HostCommandFixture
{
    [Test]
    public async Task Status_OfAConvergedHost_ReadsAsApproved()
    {
        Agent.Status = Converged();

        Approval.Verify((await Run("status")).Transcript, "status-converged");
    }

    [Test]
    public async Task Status_OfATroubledHost_ReadsAsApproved()
    {
        Agent.Status = Troubled();

        Approval.Verify((await Run("status")).Transcript, "status-troubled");
    }

    [Test]
    public async Task Status_AsJson_HasStableNames()
    {
        Agent.Status = Troubled();

        Approval.Verify((await Run("status", "--json")).Output, "status-json");
    }

    [Test]
    public async Task Status_WithColor_PaintsTheState()
    {
        Agent.Status = Converged();

        Assert.That((await Run("status", "--color", "always")).Output, Does.Contain("\e[32mCONVERGED\e[0m"));
    }

    [Test]
    public async Task Status_HostileSubject_CannotReachTheTerminal()
    {
        Agent.Status = Converged();
        Agent.Status.Commit.Subject = "\e]0;owned\a\u202Efdp.exe\r\nfake line\u009b2J";

        var run = await Run("status");

        Assert.That(run.Output, Does.Contain("␛]0;owned␇<U+202E>fdp.exe␍␊fake line<U+009B>2J"));
    }

    [Test]
    public async Task Status_AgentNotThere_SaysHowToStartIt()
    {
        var run = await MintRun.Of("status", "--socket", "/nonexistent/control.sock");

        Assert.That(run.Error, Does.Contain("The agent is not running").And.Contain("sudo systemctl start mint-agent"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task Status_AgentNotThereAsJson_PrintsOneDocument()
    {
        var run = await MintRun.Of("status", "--json", "--socket", "/nonexistent/control.sock");

        using var document = JsonDocument.Parse(run.Output);
        Assert.That(document.RootElement.GetProperty("error").GetString(), Does.StartWith("The agent is not running"));
    }

    private static GetStatusResponse Converged() => new()
    {
        Host = "acme-01",
        State = "converged",
        Commit = new Commit
        {
            Id = "4f2a1c0d0e0f4f2a1c0d0e0f4f2a1c0d0e0f4f2a",
            Subject = "Open 8069 for acme",
            Author = "anna",
            AuthoredAt = Ago(TimeSpan.FromMinutes(3)),
            SignedBy = "anna@laptop (ssh)",
            Branch = "main",
            AppliedAt = Ago(TimeSpan.FromMinutes(2)),
        },
        AppliedIn = Duration.FromTimeSpan(TimeSpan.FromSeconds(1.8)),
        ResourcesOk = 214,
        DriftLastWeek = 1,
        RecentDrift =
        {
            new Event
            {
                At = Ago(TimeSpan.FromHours(21.75)),
                Kind = "drift",
                Resource = "file//etc/nginx/nginx.conf",
                Action = "repaired",
                Took = Duration.FromTimeSpan(TimeSpan.FromSeconds(0.6)),
                LikelyBy = "bob via sudo vi",
            },
        },
        LastLoop = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(19)),
        LastLoopAt = Ago(TimeSpan.FromMinutes(2)),
        NextCheckAt = Ago(TimeSpan.FromMinutes(-3)),
        Watches = 212,
        AgentVersion = "0.9.1",
        ResidentBytes = 34_200_000,
    };

    private static GetStatusResponse Troubled()
    {
        var status = Converged();
        status.State = "failed";
        (status.ResourcesOk, status.ResourcesDrifted, status.ResourcesFailed, status.ResourcesHeld, status.ResourcesPending) = (210, 1, 1, 1, 2);
        status.RefusedCommit = "9c1d2e3f";
        status.RefusedReason = "it is not signed by an allowed signer (unsigned)";
        status.WaitingCommit = "beef4242";
        status.WaitingReason = "It waits for its ring: ring early soaks until 13:15";
        status.Coordinator = new CoordinatorLink { Url = "https://coordinator.example.org:7443", Since = Ago(TimeSpan.FromMinutes(20)), Reason = "it can't be reached", Outbox = 17 };
        status.Pause = new Pause { Who = "anna", Reason = "restoring the shop", Since = Ago(TimeSpan.FromHours(1)), Until = Ago(TimeSpan.FromHours(-2)) };
        status.Held.Add(new Held
        {
            Resource = "package/linux-image-amd64",
            Reason = "wait for window sat 22:00-02:00",
            Until = Ago(TimeSpan.FromDays(-4)),
            Origin = "hosts/acme-01.yaml:41:5",
        });
        status.Failed.Add(new ResourceFailure
        {
            Resource = "service/nginx",
            Message = "nginx -t: unknown directive \"srever\"",
            Kind = "needs-person",
            Origin = "groups/web.yaml:12:3",
        });
        status.Warnings.Add("Git can't be reached since 13:40: connection refused");
        return status;
    }
}
