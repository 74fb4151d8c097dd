using Mint.Protocol.V1;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

internal sealed class ShowAndUndoTests : HostCommandFixture
{
    [Test]
    public async Task Show_AManagedFile_ReadsAsApproved()
    {
        Agent.Resource = new GetResourceResponse
        {
            Resource = "file//etc/motd",
            Origin = "groups/base.yaml:8:3",
            Desired = true,
            Owned = true,
            Ownership = "adopted",
            SpecJson = """{"content":"Welcome\n","mode":"0644","owner":"root"}""",
            LastAppliedCommit = "4f2a1c0d0e0f",
            LastAppliedAt = Ago(TimeSpan.FromMinutes(3)),
            DependsOn = { "user/root" },
            Notifies = { "service/ssh" },
            CanUndo = true,
            Events = { new Event { At = Ago(TimeSpan.FromMinutes(3)), Kind = "change", Resource = "file//etc/motd", Summary = "adopted" } },
        };

        Approval.Verify((await Run("show", "file", "/etc/motd")).Transcript, "show");
    }

    [Test]
    public async Task Show_AnUnknownResource_PrintsTheAgentsSentence()
    {
        var run = await Run("show", "file//etc/none");

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "✗ file//etc/none is neither wanted nor owned.\n")));
    }

    [Test]
    public async Task Undo_NamesTheResource()
    {
        await Run("undo", "file", "/etc/motd");

        Assert.That(Agent.Requests, Is.EqualTo(new[] { new UndoRequest { Resource = "file//etc/motd" } }));
    }
}
