using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Mint.Coordinator.Access;
using Mint.Coordinator.Enrolment;
using NUnit.Framework;

namespace Mint.UnitTests.Coordinator.Enrolment;

public sealed class AgentIdentitiesTests
{
    private TestCoordinator coordinator = null!;

    [SetUp]
    public async Task Start() => coordinator = await new TestCoordinator { Map = Who }.StartAsync();

    [TearDown]
    public async Task Stop() => await coordinator.DisposeAsync();

    [Test]
    public async Task Of_AHostWithItsCertificate_NamesTheHost()
    {
        using var certificate = await coordinator.EnrolAsync("web-01");

        Assert.That(await AskAsync(certificate), Is.EqualTo($"200 web-01 {certificate.SerialNumber}"));
    }

    [Test]
    public async Task Of_HostsThatComeAgain_IsWhoTheirCertificateSays()
    {
        using var web = await coordinator.EnrolAsync("web-01");
        using var db = await coordinator.EnrolAsync("db-01");

        // TLS may resume an earlier session of this process: never one that began with another certificate, or with none.
        for (var round = 0; round < 3; round++)
        {
            Assert.That(await AskAsync(web), Does.StartWith("200 web-01"));
            Assert.That(await AskAsync(db), Does.StartWith("200 db-01"));
            Assert.That(await AskAsync(null), Does.StartWith("401"));
        }
    }

    [Test]
    public async Task Of_NoCertificate_IsRefused() => Assert.That(await AskAsync(null), Does.StartWith("401").And.Contain("a host's certificate is needed"));

    [Test]
    public async Task Of_ARevokedHost_IsRefusedUntilItEnrolsAgain()
    {
        using var certificate = await coordinator.EnrolAsync("web-01");
        await coordinator.Get<HostRevocation>().RevokeAsync("web-01", CancellationToken.None);

        Assert.That(await AskAsync(certificate), Does.StartWith("401").And.Contain("the host was revoked at"));
        Assert.That(await coordinator.EventsAsync("security"), Has.One.Contains("web-01|certificate-refused|127.0.0.1 showed web-01"));
        using var next = await coordinator.EnrolAsync("web-01");
        Assert.That(await AskAsync(next), Does.StartWith("200 web-01"));
        Assert.That(await AskAsync(certificate), Does.StartWith("401").And.Contain("enrolled anew"));
    }

    [Test]
    public async Task Of_ACertificateOfAnEarlierEnrolment_IsRefused()
    {
        using var earlier = await coordinator.EnrolAsync("web-01");
        using var later = await coordinator.EnrolAsync("web-01");

        Assert.That(await AskAsync(earlier), Does.StartWith("401").And.Contain("enrolled anew"));
        Assert.That(await AskAsync(later), Does.StartWith("200 web-01"));
    }

    [Test]
    public async Task Of_AnExpiredCertificate_IsRefused()
    {
        using var certificate = await coordinator.EnrolAsync("web-01");
        coordinator.Time.Advance(TimeSpan.FromDays(7.1));

        Assert.That(await AskAsync(certificate), Does.StartWith("401").And.Contain("the certificate is good from"));
    }

    [Test]
    public async Task Of_ACertificateOfAnotherAuthority_IsRefused()
    {
        await coordinator.EnrolAsync("web-01");
        var foreign = Authority.FromPem(Authority.MakePem(coordinator.Time), coordinator.Time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = foreign.ForHost("web-01", "x", new PublicKey(key), TimeSpan.FromDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(bare.CopyWithPrivateKey(key).Export(X509ContentType.Pfx), null);

        Assert.That(await AskAsync(certificate), Does.StartWith("401").And.Contain("not from this coordinator's authority"));
        Assert.That(await coordinator.EventsAsync("security"), Has.One.StartsWith("|certificate-refused|127.0.0.1 showed"));
    }

    [Test]
    public async Task Of_OurOwnServerCertificate_IsRefused()
    {
        using var server = coordinator.Authority.ForServer(["web-01"], TimeSpan.FromDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(server.Export(X509ContentType.Pfx), null);

        Assert.That(await AskAsync(certificate), Does.StartWith("401"));
    }

    [Test]
    public async Task Of_ManyTriesWithAStolenCertificate_RaisesOneEventAMinute()
    {
        using var certificate = await coordinator.EnrolAsync("web-01");
        await coordinator.Get<HostRevocation>().RevokeAsync("web-01", CancellationToken.None);
        var client = coordinator.Http(certificate);
        for (var i = 0; i < 100; i++)
        {
            using var answer = await client.GetAsync(new Uri(coordinator.Agents, "/who"));
        }

        Assert.That(await coordinator.EventsAsync("security"), Has.Count.EqualTo(1));
        coordinator.Time.Advance(TimeSpan.FromMinutes(1));
        await AskAsync(certificate);
        Assert.That((await coordinator.EventsAsync("security"))[^1], Does.EndWith("(99 more tries were not told one by one)"));
    }

    [Test]
    public async Task Renew_ByTheHost_GivesALaterCertificateAndLeavesTheEarlier()
    {
        using var first = await coordinator.EnrolAsync("web-01");
        coordinator.Time.Advance(TimeSpan.FromDays(4));
        using var key = new HostKey();

        using var second = key.With((await coordinator.Get<CertificateIssuer>().RenewAsync(Identity(first), key.Request(), CancellationToken.None))[0]);

        Assert.That(second.NotAfter, Is.EqualTo(first.NotAfter.AddDays(4)).Within(1).Seconds);
        Assert.That(await AskAsync(second), Is.EqualTo($"200 web-01 {second.SerialNumber}"));
        Assert.That(await AskAsync(first), Is.EqualTo($"200 web-01 {first.SerialNumber}"));
    }

    [Test]
    public async Task Renew_OfARevokedOrSupersededHost_IsRefused()
    {
        using var first = await coordinator.EnrolAsync("web-01");
        using var second = await coordinator.EnrolAsync("web-01");
        using var key = new HostKey();
        var issuer = coordinator.Get<CertificateIssuer>();
        await coordinator.Get<HostRevocation>().RevokeAsync("web-01", CancellationToken.None);

        foreach (var certificate in new[] { first, second })
        {
            var refused = Assert.ThrowsAsync<RpcException>(() => issuer.RenewAsync(Identity(certificate), key.Request(), CancellationToken.None));
            Assert.That(refused?.StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
        }

        var broken = Assert.ThrowsAsync<RpcException>(() => issuer.RenewAsync(Identity(first), [1, 2, 3], CancellationToken.None));
        Assert.That(broken?.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
    }

    [Test]
    public async Task Revoke_OfAHostThatNeverWas_FindsNothing()
    {
        Assert.That(await coordinator.Get<HostRevocation>().RevokeAsync("web-09", CancellationToken.None), Is.False);
        await coordinator.TokenAsync("web-09");
        Assert.That(await coordinator.Get<HostRevocation>().RevokeAsync("web-09", CancellationToken.None), Is.True);
    }

    private static void Who(WebApplication app) => app.MapGet("/who", (HttpContext context) =>
    {
        var agent = AgentIdentities.Of(context);
        return $"{agent.Host} {agent.Serial}";
    }).ForAgents();

    private static AgentIdentity Identity(X509Certificate2 certificate)
    {
        var read = HostCertificate.Read(certificate)!;
        return new AgentIdentity(read.Host, read.Serial, read.ExpiresAt) { Enrolment = read.Enrolment };
    }

    private async Task<string> AskAsync(X509Certificate2? certificate)
    {
        using var answer = await coordinator.Http(certificate).GetAsync(new Uri(coordinator.Agents, "/who"));
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }
}
