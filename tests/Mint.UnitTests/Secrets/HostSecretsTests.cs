using Mint.Core.Providers;
using Mint.Core.Secrets;
using Mint.Platform.Secrets;
using NUnit.Framework;

namespace Mint.UnitTests.Secrets;

/// <summary>Decrypting with age itself.</summary>
internal sealed class HostSecretsTests
{
    private const string Value = "correct horse\nbattery staple";
    private SshKeys keys = null!;

    [SetUp]
    public void MakeKeys() => keys = new SshKeys();

    [TearDown]
    public void RemoveKeys() => keys.Dispose();

    [Test]
    public void Open_OwnSecret_GivesItsValue() => Assert.That(new HostSecrets(keys.Private("host")).Open("db", Encrypt("db", "host")), Is.EqualTo(Value));

    [Test]
    public void Open_Again_DoesNotNeedTheKeyAnyMore()
    {
        var (secrets, file) = (new HostSecrets(keys.Private("host")), Encrypt("db", "host"));
        secrets.Open("db", file);
        File.Delete(keys.Private("host"));
        secrets.Renew();

        Assert.That(secrets.Open("db", file), Is.EqualTo(Value), "the next configuration asks for it too");
        secrets.Renew();
        secrets.Renew();
        Assert.That(() => secrets.Open("db", file), Throws.TypeOf<ResourceException>(), "the last one did not");
    }

    [Test]
    public void Open_OfAnotherHost_SaysThatTheKeyDiffers() =>
        Assert.That(Failure("db", Encrypt("db", "other")), Does.Contain("encrypted for another SSH host key than this host has, SHA256:").And.Contain("mint secret rekey"));

    [Test]
    public void Open_MovedToAnotherName_IsRefused() =>
        Assert.That(Failure("admin", Encrypt("db", "host")), Does.Contain("another secret, 'db'").And.Not.Contain("correct"));

    [Test]
    public void Open_OlderValueUnderANewId_IsRefused() =>
        Assert.That(Failure("db", Encrypt("db", "host") with { Id = "fedcba9876543210" }), Does.Contain("another value than its file says"));

    [Test]
    public void Open_ValueOfNobodyKnown_IsRefused() =>
        Assert.That(Failure("db", Encrypt("db", "host", envelope: "hunter2")), Does.Contain("no value of mint secret").And.Not.Contain("hunter2"));

    [Test]
    public void Open_FlippedBit_IsRefused()
    {
        var file = Encrypt("db", "host");
        var lines = file.Value.Split('\n');
        lines[^3] = (lines[^3][0] == 'A' ? 'B' : 'A') + lines[^3][1..];

        Assert.That(Failure("db", file with { Value = string.Join('\n', lines) }), Does.StartWith("the secret 'db' can't be decrypted: "));
    }

    [Test]
    public void Open_CutOff_IsRefused() => Assert.That(Failure("db", Encrypt("db", "host") with { Value = Encrypt("db", "host").Value[..200] }), Does.Contain("damaged or cut off"));

    [Test]
    public void Open_HostWithoutKey_SaysSo() =>
        Assert.That(() => new HostSecrets("/nonexistent/key").Open("db", Encrypt("db", "host")), Throws.TypeOf<ResourceException>().With.Message.Contains("no SSH host key /nonexistent/key.pub"));

    [Test]
    public void Open_LongValueWithAnyCharacter_ComesBackWhole()
    {
        var value = string.Concat(Enumerable.Range(1, 60_000).Select(i => (char)(32 + (i % 900))));
        var file = Encrypt("db", "host", SecretEnvelope.Write("db", "0123456789abcdef", value));

        Assert.That(new HostSecrets(keys.Private("host")).Open("db", file), Is.EqualTo(value));
    }

    private string Failure(string name, SecretFile file) =>
        Assert.Throws<ResourceException>(() => new HostSecrets(keys.Private("host")).Open(name, file))?.Message ?? "";

    private SecretFile Encrypt(string name, string reader, string? envelope = null) => new()
    {
        Version = 1,
        Id = "0123456789abcdef",
        Changed = "2026-11-25",
        Readers = new SecretReaders(),
        Value = AgeProgram.Encrypt([keys.Public(reader)], envelope ?? SecretEnvelope.Write(name, "0123456789abcdef", Value)),
    };
}
