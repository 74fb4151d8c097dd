using Mint.Core.Config;
using Mint.Core.Secrets;
using NUnit.Framework;

namespace Mint.UnitTests.Secrets;

internal sealed class SecretFormTests
{
    private static readonly string Key = FakeAge.SshKey("a");

    [TestCase("database", ExpectedResult = true)]
    [TestCase("acme-01/data_base.2", ExpectedResult = true)]
    [TestCase("", ExpectedResult = false)]
    [TestCase("a/b/c", ExpectedResult = false)]
    [TestCase("../passwd", ExpectedResult = false)]
    [TestCase("a..b", ExpectedResult = false)]
    [TestCase("/etc", ExpectedResult = false)]
    [TestCase("Upper", ExpectedResult = false)]
    [TestCase(".hidden", ExpectedResult = false)]
    [TestCase("a\n", ExpectedResult = false)]
    public bool IsValid_Name_IsAsRuled(string name) => SecretName.IsValid(name);

    [Test]
    public void FileOf_AndBack_GiveTheSameName() =>
        Assert.That(SecretName.OfFile(SecretName.FileOf("acme-01/database")), Is.EqualTo("acme-01/database"));

    [TestCase(" anna@laptop", "anna@laptop")]
    [TestCase("", null)]
    public void Parse_SshKey_GivesWhatSshKeygenAndAgeCallIt(string written, string? comment)
    {
        const string Anna = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHXjNSuwe5D86Vf0WOdmrj1waWC3nBHwHn+xctyrtzeI";

        // As printed by ssh-keygen -lf, and, for the tag, as it stands in the header of a file that age encrypted to the key.
        Assert.That(PublicKeyLine.Parse(Anna + written), Has.Property("Fingerprint").EqualTo("SHA256:hRD2H1WaU7RXOXfyK9Odom6PP+sJ8cF32Dp/hljZFro").And.Property("Comment").EqualTo(comment));
        Assert.That(SecretRecipient.Parse(Anna + written), Is.EqualTo(new SecretRecipient(Anna, "SHA256:hRD2H1WaU7RXOXfyK9Odom6PP+sJ8cF32Dp/hljZFro", "hRD2Hw")));
    }

    [TestCase("")]
    [TestCase("ssh-ed25519")]
    [TestCase("ssh-ed25519 AAAA")]
    [TestCase("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIHXjNSuwe5D86Vf0WOdmrj1waWC3nBHwHn+xctyrtzeI")]
    [TestCase("ecdsa-sha2-nistp256 AAAA")]
    [TestCase("age1short")]
    [TestCase("age1bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    [TestCase("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHXjNSuwe5D86Vf0WOdmrj1waWC3nBHwHn+xctyrtzeI\nssh-rsa x")]
    public void Parse_NoKey_IsNull(string text) => Assert.That(SecretRecipient.Parse(text), Is.Null);

    [Test]
    public void Parse_Header_TellsWhomItIsFor()
    {
        var header = AgeHeader.Parse(FakeAge.File(Key, "age1x"));

        Assert.That(header?.SshTags, Is.EqualTo(new[] { SecretRecipient.Parse(Key)?.Tag }));
        Assert.That(header?.Others, Is.EqualTo(1));
    }

    [Test]
    public void Parse_CutOffFile_IsNull()
    {
        var file = FakeAge.File(Key).Trim();
        for (var length = 0; length < file.Length; length++)
        {
            Assert.That(AgeHeader.Parse(file[..length]), Is.Null, $"{length}");
        }
    }

    [Test]
    public void Read_Envelope_GivesTheValueBack()
    {
        const string Value = "line one\nline two\n";

        var fault = SecretEnvelope.Read(SecretEnvelope.Write("acme/db", "0123", Value), "acme/db", "0123", out var value);

        Assert.That((fault, value), Is.EqualTo(((string?)null, Value)));
    }

    [TestCase("other/db", "0123", "another secret, 'acme/db'")]
    [TestCase("acme/db", "4567", "another value")]
    public void Read_EnvelopeOfSomethingElse_IsRefusedWithoutItsValue(string name, string id, string why)
    {
        var fault = SecretEnvelope.Read(SecretEnvelope.Write("acme/db", "0123", "hunter2"), name, id, out var value);

        Assert.That(fault, Does.Contain(why).And.Not.Contain("hunter2"));
        Assert.That(value, Is.Empty);
    }

    [TestCase("")]
    [TestCase("hunter2")]
    [TestCase("mint-secret 1\nacme/db\n0123")]
    public void Read_NoEnvelope_IsRefused(string text) =>
        Assert.That(SecretEnvelope.Read(text, "acme/db", "0123", out _), Does.Contain("no value of mint secret"));
}
