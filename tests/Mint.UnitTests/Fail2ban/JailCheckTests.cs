using Mint.Core.Providers;
using Mint.Modules.Files;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Fail2ban;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JailCheckTests
{
    private const string Path = "/etc/fail2ban/jail.d/mint.local";

    private readonly FakeHost host = FakeHost.Debian();
    private readonly IResourceProvider provider = new FileProvider();

    public JailCheckTests() => FakeFail2ban.Install(host);

    [Test]
    public async Task Apply_Accepted_LeavesNoCopy()
    {
        await ApplyAsync("[sshd]\nenabled = true\n");

        Assert.That(host.Files.ReadText(Path), Does.Contain("enabled = true"));
        Assert.That(host.Files.Find("/run/mint-check")?.Children, Is.Empty);
    }

    [TestCase("[sshd\n", "/etc/fail2ban/jail.d/mint.local")]
    [TestCase("[nginx]\nlogpath = /var/log/nginx/error.log\n", "Have not found any log file")]
    public void Apply_Refused_KeepsTheOldAndIsTriedAgain(string text, string said)
    {
        host.Files.WriteText(Path, "[sshd]\n");

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(text));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.Retry));
        Assert.That(failure?.Message, Does.Contain(said).And.Contain("so the old one stays"));
        Assert.That(host.Files.ReadText(Path), Is.EqualTo("[sshd]\n"));
        Assert.That(host.Files.Find("/run/mint-check")?.Children, Is.Empty);
    }

    private Task ApplyAsync(string text) => provider.ApplyAsync(
        [new ApplyItem<object, object>(Path, FileSpec.Readable(text) with { Check = FileCheck.Fail2ban }, null)], host, CancellationToken.None);
}
