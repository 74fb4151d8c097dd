using Google.Protobuf.WellKnownTypes;
using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

internal sealed class ApplyCommandTests : HostCommandFixture
{
    [Test]
    public async Task Apply_WithAFailure_ReadsAsApproved()
    {
        FillFailingRun();

        Approval.Verify((await Run("apply")).Transcript, "apply");
    }

    [Test]
    public async Task Apply_AsJson_PrintsOneObjectPerLine()
    {
        FillFailingRun();

        Approval.Verify((await Run("apply", "--json")).Output, "apply-json");
    }

    [Test]
    public async Task Apply_NothingFailed_ExitsZero()
    {
        Agent.Steps.Add(new ApplyResponse { Finished = new RunFinished { Unchanged = 55 } });

        Assert.That((await Run("apply")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Apply_StreamEndsEarly_IsAnError() => Assert.That((await Run("apply")).ExitCode, Is.EqualTo(1));

    private void FillFailingRun()
    {
        Agent.Steps.Add(new ApplyResponse { Started = new RunStarted { Host = "acme-01", Commit = new Commit { Id = "4f2a1c0d0e0f" }, Changes = 5 } });
        Outcome("package/nginx", "created", "installed", TimeSpan.FromSeconds(12.4));
        Outcome("file//etc/nginx/nginx.conf", "updated", "written", TimeSpan.FromMilliseconds(3));
        Outcome("service/nginx", "refreshed", "config tested, reloaded once", TimeSpan.FromMilliseconds(80));
        Agent.Steps.Add(new ApplyResponse
        {
            Resource = new ResourceOutcome
            {
                Resource = "service/shop",
                Outcome = "failed",
                Message = "systemctl start exited with 1: see its journal",
                Origin = "hosts/acme-01.yaml:52:5",
                FailureKind = "needs-person",
            },
        });
        Outcome("cron/shop", "skipped", "needs service/shop", null);
        Outcome("user/bob", "held", "wait for window sat 22:00-02:00", null);
        Agent.Steps.Add(new ApplyResponse
        {
            Finished = new RunFinished
            {
                Changed = 3,
                Failed = 1,
                Skipped = 1,
                Held = 1,
                Unchanged = 208,
                Took = Duration.FromTimeSpan(TimeSpan.FromSeconds(13.1)),
            },
        });
    }

    private void Outcome(string resource, string outcome, string message, TimeSpan? took) => Agent.Steps.Add(new ApplyResponse
    {
        Resource = new ResourceOutcome
        {
            Resource = resource,
            Outcome = outcome,
            Message = message,
            Took = took is { } span ? Duration.FromTimeSpan(span) : null,
        },
    });
}
