using Google.Protobuf.WellKnownTypes;
using Mint.Cli.Doctor;
using Mint.Platform.Configuration;
using Mint.Protocol.V1;
using Mint.UnitTests.Link;
using Mint.UnitTests.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Cli;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CoordinatorCheckTests : IDisposable
{
    private const string Url = "https://localhost:1";
    private readonly TemporaryDirectory directory = new();
    private readonly TestAuthority authority = new();

    public void Dispose()
    {
        directory.Dispose();
        authority.Dispose();
    }

    [Test]
    public async Task Look_NoCoordinator_IsNoFault() => Assert.That((await Look(url: null)).Verdict, Is.EqualTo(Verdict.Unknown));

    [Test]
    public async Task Look_NotEnrolled_SaysHow()
    {
        var finding = await Look();

        Assert.That((finding.Verdict, finding.Message), Is.EqualTo((Verdict.Failure, "this host is not enrolled")));
        Assert.That(finding.Mend, Does.Contain("mint-agent enrol"));
    }

    [Test]
    public async Task Look_CertificateEnded_SaysSo()
    {
        Enrol(DateTimeOffset.UtcNow.AddYears(-1).AddDays(30));

        Assert.That((await Look()).Message, Does.StartWith("this host's certificate ended"));
    }

    [Test]
    public async Task Look_AgentNotThere_TriesTheConnection()
    {
        Enrol(DateTimeOffset.UtcNow.AddDays(30));

        Assert.That((await Look()).Message, Does.StartWith("localhost:1 can't be reached"));
    }

    [TestCase(true, "is connected")]
    [TestCase(false, "is away")]
    public async Task Look_AgentRuns_TellsTheLinkAsItIs(bool up, string told)
    {
        Enrol(DateTimeOffset.UtcNow.AddDays(30));
        await using var agent = await FakeAgent.StartAsync();
        agent.Status = new GetStatusResponse { Coordinator = new CoordinatorLink { Url = Url, Up = up, Since = MintRun.Now.ToTimestamp(), Outbox = 3, Reason = up ? "" : "no route" } };

        var finding = await Look(socket: agent.Socket);

        Assert.That(finding.Verdict, Is.EqualTo(up ? Verdict.Ok : Verdict.Warning));
        Assert.That(finding.Message, Does.Contain(told).And.Contain("3 events"));
    }

    private void Enrol(DateTimeOffset to)
    {
        using var identity = new Mint.Agent.Link.Identity.NewIdentity();
        using var certificate = authority.Sign(identity.Request("web-01"), "web-01", to.AddDays(-30), to);
        Directory.CreateDirectory(directory["identity"]);
        File.WriteAllText(directory["identity/certificate.pem"], certificate.ExportCertificatePem());
    }

    private Task<Finding> Look(string? url = Url, string socket = "/nonexistent/control.sock")
    {
        var settings = new AgentSettings
        {
            Repository = new RepositorySettings { Url = "https://git.example.org/config.git" },
            StateDir = directory.Path,
            Coordinator = url is null ? null : new CoordinatorSettings { Url = url },
        };
        return new CoordinatorCheck(settings, socket, TimeProvider.System).LookAsync(CancellationToken.None);
    }
}
