using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;

namespace Mint.UnitTests.Cli.Fleet;

/// <summary>A coordinator with a CA of its own, over real TLS.</summary>
internal sealed class CoordinatorTrustTests : FleetCommandFixture
{
    private readonly TestAuthority authority = new("mint lab CA");

    [OneTimeTearDown]
    public void DropAuthority() => authority.Dispose();

    [Test]
    public async Task CaFile_ThatSigned_IsTrusted()
    {
        await using var coordinator = await StartWith(authority.Issue("localhost"));

        var run = await Run("hosts", "--coordinator", $"https://localhost:{coordinator.Port}", "--ca-file", Pem(authority));

        Assert.That(run.Transcript, Does.Contain("web-01").And.EndsWith("exit 0\n"));
    }

    [Test]
    public async Task CaFile_OfTheEnvironmentOrTheSettings_IsTrusted()
    {
        await using var coordinator = await StartWith(authority.Issue("localhost"));
        Variables["MINT_COORDINATOR"] = $"https://localhost:{coordinator.Port}";
        Variables["MINT_CA_FILE"] = Pem(authority);
        Assert.That((await Run("hosts")).ExitCode, Is.Zero);

        Variables.Remove("MINT_CA_FILE");
        File.WriteAllText(Path.Combine(Directory.FullName, "coordinator.yaml"), $"url: https://localhost:{coordinator.Port}\nca_file: ca.pem\n");
        Assert.That((await Run("hosts")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task NoCaFile_NamesTheWaysToGiveOne()
    {
        await using var coordinator = await StartWith(authority.Issue("localhost"));

        var run = await Run("hosts", "--coordinator", $"https://localhost:{coordinator.Port}");

        Assert.That(run.Error, Is.EqualTo(
            $"✗ localhost:{coordinator.Port} shows a certificate that is not trusted.\n"
            + "  If the coordinator has a CA of its own, name its file: --ca-file, MINT_CA_FILE, or ca_file in coordinator.yaml\n"));
        Assert.That(coordinator.Requests, Is.Empty);
    }

    [Test]
    public async Task CaFile_ThatDidNotSign_IsSaidToBeTheWrongOne()
    {
        using var other = new TestAuthority("another CA");
        await using var coordinator = await StartWith(authority.Issue("localhost"));

        var run = await Run("hosts", "--coordinator", $"https://localhost:{coordinator.Port}", "--ca-file", Pem(other));

        Assert.That(run.Error, Does.Contain("is not trusted").And.Contain("The CA file that was given did not sign it"));
        Assert.That(coordinator.Requests, Is.Empty);
    }

    [Test]
    public async Task Certificate_ForAnotherName_IsRefused()
    {
        await using var coordinator = await StartWith(authority.Issue("elsewhere.example"));

        var run = await Run("hosts", "--coordinator", $"https://localhost:{coordinator.Port}", "--ca-file", Pem(authority));

        Assert.That(run.Error, Does.Contain("a certificate that is not made out to localhost"));
        Assert.That(coordinator.Requests, Is.Empty);
    }

    [Test]
    public async Task NoTlsThere_IsSaid()
    {
        var run = await Run("hosts", "--coordinator", $"https://127.0.0.1:{Coordinator.Port}");

        Assert.That(run.Transcript, Does.Contain($"127.0.0.1:{Coordinator.Port} does not speak TLS").And.EndsWith("exit 1\n"));
    }

    [TestCase("", "holds no certificate")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "can't be read")]
    public async Task CaFile_WithoutACertificate_IsRefused(string content, string message)
    {
        var path = Path.Combine(Directory.FullName, "ca.pem");
        File.WriteAllText(path, content);

        Assert.That((await Run("hosts", "--coordinator", "https://localhost:1", "--ca-file", path)).Error, Does.Contain(message));
    }

    private static async Task<FakeCoordinator> StartWith(X509Certificate2 certificate)
    {
        var coordinator = await FakeCoordinator.StartAsync(certificate);
        CannedFleet.Fill(coordinator);
        return coordinator;
    }

    private string Pem(TestAuthority from)
    {
        var path = Path.Combine(Directory.FullName, "ca.pem");
        File.WriteAllText(path, from.Pem);
        return path;
    }

    private sealed class TestAuthority : IDisposable
    {
        private readonly X509Certificate2 certificate;

        public TestAuthority(string name)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        }

        public string Pem => certificate.ExportCertificatePem();

        public X509Certificate2 Issue(string host)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
            using var issued = request.Create(certificate, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
            return issued.CopyWithPrivateKey(key);
        }

        public void Dispose() => certificate.Dispose();
    }
}
