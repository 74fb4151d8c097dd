using Mint.Platform.Git.Sync.Signing;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

public sealed class SshPublicKeyTests
{
    private const string Ed25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    [Test]
    public void Parse_Line_KeepsTypeAndKeyOnly() =>
        Assert.That(SshPublicKey.Parse($"ssh-ed25519 {Ed25519} anna@laptop").Line, Is.EqualTo($"ssh-ed25519 {Ed25519}"));

    [TestCase("")]
    [TestCase("ssh-ed25519")]
    [TestCase("ssh-ed25519 AAAA")]
    [TestCase("ssh-ed25519 not-base64!")]
    [TestCase("ssh-rsa " + Ed25519, Description = "another type than the key's own")]
    [TestCase("cert-authority ssh-ed25519 " + Ed25519)]
    [TestCase("ssh-dss AAAAB3NzaC1kc3M=")]
    [TestCase("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5/////w==", Description = "a length beyond the end")]
    public void Parse_NoUsableKey_Throws(string line) => Assert.That(() => SshPublicKey.Parse(line), Throws.TypeOf<FormatException>());

    [Test]
    public void Parse_SeveralLines_TakesNoSecondKeyAlong() =>
        Assert.That(SshPublicKey.Parse($"ssh-ed25519 {Ed25519}\nssh-ed25519 AAAAevil").Line, Does.Not.Contain("\n"));

    [Test]
    public void Parse_ShortRsa_Throws()
    {
        using TestSigner weak = TestSigner.Ssh("weak", "-t", "rsa", "-b", "1024");
        Assert.That(() => SshPublicKey.Parse(weak.Public.Ssh ?? ""), Throws.TypeOf<FormatException>());
        using TestSigner strong = TestSigner.Ssh("strong", "-t", "rsa", "-b", "2048");
        Assert.That(SshPublicKey.Parse(strong.Public.Ssh ?? "").Type, Is.EqualTo("ssh-rsa"));
    }
}
