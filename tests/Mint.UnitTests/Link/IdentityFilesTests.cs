using Mint.Agent.Link.Identity;
using Mint.Core.Providers;
using Mint.UnitTests.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Link;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IdentityFilesTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly TemporaryDirectory directory = new();

    private IdentityFiles Files => new(directory["identity"]);

    public void Dispose()
    {
        authority.Dispose();
        directory.Dispose();
    }

    [Test]
    public void Load_NeverEnrolled_IsNone() => Assert.That(Files.Load(), Is.Null);

    [Test]
    public void Load_KilledBetweenCertificateAndKey_FinishesTheReplacement()
    {
        Renew("one");
        var oldKey = File.ReadAllText(directory["identity/key.pem"]);
        Renew("two");

        // As a kill right after the certificate was written leaves it: the new key still waits beside.
        File.Move(directory["identity/key.pem"], directory["identity/key.next.pem"]);
        File.WriteAllText(directory["identity/key.pem"], oldKey);
        using var identity = Files.Load();

        Assert.That(identity?.Certificate.Subject, Is.EqualTo("CN=two"));
        Assert.That(File.Exists(directory["identity/key.next.pem"]), Is.False);
    }

    [Test]
    public void Load_KilledBeforeTheCertificate_KeepsTheOldPair()
    {
        Renew("one");
        var (key, certificate) = (File.ReadAllText(directory["identity/key.pem"]), File.ReadAllText(directory["identity/certificate.pem"]));
        Renew("two");
        File.Move(directory["identity/key.pem"], directory["identity/key.next.pem"]);
        File.WriteAllText(directory["identity/key.pem"], key);
        File.WriteAllText(directory["identity/certificate.pem"], certificate);

        using var identity = Files.Load();

        Assert.That(identity?.Certificate.Subject, Is.EqualTo("CN=one"));
        Assert.That(identity?.Certificate.HasPrivateKey, Is.True);
    }

    [TestCase("key.pem", "")]
    [TestCase("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [TestCase("certificate.pem", "")]
    [TestCase("authority.pem", "nonsense")]
    public void Load_Damaged_SaysToEnrolAnew(string file, string content)
    {
        Renew("one");
        File.WriteAllText(directory[$"identity/{file}"], content);

        Assert.That(() => Files.Load(), Throws.TypeOf<ResourceException>().With.Message.Contains("mint-agent enrol"));
    }

    [Test]
    public void RenewAt_IsTwoThirdsOfTheLife()
    {
        using var identity = new NewIdentity();
        var from = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        using var issued = new HostIdentity(authority.Sign(identity.Request("web-01"), "web-01", from, from.AddDays(30)), [], authority.Certificate);

        Assert.That(issued.RenewAt, Is.EqualTo(from.AddDays(20)));
    }

    private void Renew(string name)
    {
        using var identity = new NewIdentity();
        Assert.That(identity.Take([authority.Sign(identity.Request(name), name).RawData], authority.Certificate, Files), Is.Null);
    }
}
