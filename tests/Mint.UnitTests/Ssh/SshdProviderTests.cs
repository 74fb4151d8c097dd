using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Ssh;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Ssh;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SshdProviderTests
{
    private const string Own = "/etc/ssh/sshd_config.d/00-mint.conf";
    private const string Main = "/etc/ssh/sshd_config";
    private const string Cloud = "/etc/ssh/sshd_config.d/50-cloud-init.conf";
    private const string Before = "/run/mint-check/sshd.before";

    private static readonly SshdSpec NoPasswords = Spec(("PasswordAuthentication", ["no"]));

    private readonly FakeHost host = FakeHost.Debian();
    private readonly IResourceProvider provider = new SshdProvider(new ImmediateTime());

    public SshdProviderTests() => FakeSshd.Install(host);

    [Test]
    public async Task Apply_CloudInitAllowsPasswords_OursComesFirst()
    {
        host.Files.WriteText(Cloud, "PasswordAuthentication yes\n");

        await ApplyAsync(NoPasswords);

        Assert.That(await PlanAsync(NoPasswords), Is.Empty);
        Assert.That(host.Files.ReadText(FakeSshd.InForce), Does.Contain("passwordauthentication no\n"));
        Assert.That(host.Files.Exists(Before), Is.False);
    }

    [Test]
    public async Task Plan_SecondLook_RunsNothing()
    {
        await ApplyAsync(NoPasswords);
        var runs = host.Commands.Count;

        await PlanAsync(NoPasswords);

        Assert.That(host.Commands, Has.Count.EqualTo(runs));
    }

    [TestCase("/etc/ssh/sshd_config.d/00-aaa.conf", "# first\nPasswordAuthentication yes\n", "/etc/ssh/sshd_config.d/00-aaa.conf:2")]
    [TestCase(Main, "passwordauthentication=yes\nInclude /etc/ssh/sshd_config.d/*.conf\n", "/etc/ssh/sshd_config:1")]
    [TestCase(Main, "Include sshd_config.d/*.conf\nPasswordAuthentication no\n", null)]
    [TestCase(Main, "Include /etc/ssh/sshd_config.d/*.conf\nMatch User git\n  PasswordAuthentication yes\n", null)]
    public async Task Plan_AnotherFileHasTheFirstWord_NamesItsLine(string path, string text, string? place)
    {
        await ApplyAsync(NoPasswords);
        host.Files.WriteText(path, text);

        var differences = await PlanAsync(NoPasswords);

        Assert.That(differences.Select(d => (d.Attribute, d.Before)), Is.EqualTo(place is null ? [] : new[] { ("PasswordAuthentication", $"yes (by {place})") }));
    }

    [Test]
    public async Task Plan_SshdConfigIncludesNothing_IsADifferenceAndApplyingNeedsAPerson()
    {
        await ApplyAsync(NoPasswords);
        host.Files.WriteText(Main, "UsePAM yes\n");

        Assert.That((await PlanAsync(NoPasswords)).Select(d => d.Attribute), Is.EqualTo(new[] { "read by sshd" }));
        Assert.That(Failure(NoPasswords).Message, Does.Contain("/etc/ssh/sshd_config does not include /etc/ssh/sshd_config.d/*.conf"));
    }

    [Test]
    public void Apply_AnotherFileHasTheFirstWord_LeavesTheOldAndNamesIt()
    {
        host.Files.WriteText("/etc/ssh/sshd_config.d/00-aaa.conf", "PasswordAuthentication yes\n");

        var failure = Failure(NoPasswords);

        Assert.That(failure.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(failure.Message, Does.Contain("/etc/ssh/sshd_config.d/00-aaa.conf:1 says 'PasswordAuthentication yes'"));
        Assert.That(host.Files.Exists(Own), Is.False);
        Assert.That(host.Files.Find("/run/mint-check")?.Children, Is.Empty);
    }

    [Test]
    public async Task Plan_AnotherFileAddsAPortOrAUser_IsADifference()
    {
        var spec = Spec(("Port", ["2222"]), ("AllowUsers", ["anna"]), ("AcceptEnv", ["LANG"]));
        await ApplyAsync(spec);
        host.Files.WriteText(Cloud, "Port 22\nAllowUsers anna\nAllowUsers mallory\nAcceptEnv FOO\n");

        Assert.That((await PlanAsync(spec)).Select(d => $"{d.Attribute} {d.Before}").Order(), Is.EqualTo(new[]
        {
            $"AllowUsers mallory (by {Cloud}:3)", $"Port 22 (by {Cloud}:1)",
        }));
    }

    [Test]
    public void Apply_UnknownKeyword_IsRefusedAndTheOldStays()
    {
        var failure = Failure(Spec(("NoSuchThing", ["yes"])));

        Assert.That(failure.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(failure.Message, Does.Contain("/etc/ssh/sshd_config.d/00-mint.conf: line 2: Bad configuration option: NoSuchThing"));
        Assert.That(host.Files.Exists(Own), Is.False);
    }

    [Test]
    public async Task Apply_PortThatSshdDoesNotAnswerOn_BringsTheOldBack()
    {
        await ApplyAsync(NoPasswords);
        var (before, scan) = (host.Files.ReadText(Own), host.Programs["ssh-keyscan"]);
        host.Programs["ssh-keyscan"] = (command, h) => command.Arguments.Contains("2222") ? new CommandResult("ssh-keyscan", 0, "", "") : scan(command, h);

        var failure = Failure(Spec(("Port", ["22", "2222"])));

        Assert.That(failure.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(failure.Message, Is.EqualTo("with the new settings sshd does not answer on port 2222, so the old ones are back"));
        Assert.That(host.Files.ReadText(Own), Is.EqualTo(before));
        Assert.That(host.Files.ReadText(FakeSshd.InForce), Does.Contain("port 22\n").And.Not.Contain("2222"));
        Assert.That(host.Files.Exists(Before), Is.False);
    }

    [Test]
    public async Task Apply_CutOffBeforeTheReload_IsSeenAndMadeUpFor()
    {
        var systemctl = host.Programs["systemctl"];
        host.Programs["systemctl"] = (_, _) => throw new OperationCanceledException();
        Assert.That(async () => await ApplyAsync(NoPasswords), Throws.InstanceOf<OperationCanceledException>());
        host.Programs["systemctl"] = systemctl;

        Assert.That((await PlanAsync(NoPasswords)).Select(d => d.Attribute), Is.EqualTo(new[] { "in force" }));
        await ApplyAsync(NoPasswords);

        Assert.That(await PlanAsync(NoPasswords), Is.Empty);
        Assert.That(host.Files.ReadText(FakeSshd.InForce), Does.Contain("passwordauthentication no\n"));
    }

    [Test]
    public async Task Apply_CutOffAndThenSilent_GoesBackToWhatWasProven()
    {
        await ApplyAsync(NoPasswords);
        var systemctl = host.Programs["systemctl"];
        host.Programs["systemctl"] = (_, _) => throw new OperationCanceledException();
        Assert.That(async () => await ApplyAsync(Spec(("Port", ["2222"]))), Throws.InstanceOf<OperationCanceledException>());
        host.Programs["systemctl"] = systemctl;
        host.Programs["ssh-keyscan"] = (_, _) => new CommandResult("ssh-keyscan", 0, "", "");

        Failure(Spec(("Port", ["2222"])));

        Assert.That(host.Files.ReadText(Own), Is.EqualTo(NoPasswords.ToText()));
    }

    [Test]
    public async Task Apply_ServiceDoesNotRun_WritesWithoutReload()
    {
        host.Units["ssh.service"] = new LoadedUnit("ssh.service", "loaded", "inactive", "dead");

        await ApplyAsync(NoPasswords);

        Assert.That(host.Commands.Select(c => c.Program), Has.None.EqualTo("systemctl"));
        Assert.That(await PlanAsync(NoPasswords), Is.Empty);
    }

    [Test]
    public void Apply_PortWhileSystemdListens_NeedsAPerson()
    {
        host.Units["ssh.socket"] = new LoadedUnit("ssh.socket", "loaded", "active", "listening");

        Assert.That(Failure(Spec(("Port", ["2222"]))).Message, Does.Contain("ssh.socket is active"));
        Assert.That(async () => await ApplyAsync(NoPasswords), Throws.Nothing);
    }

    [Test]
    public void Apply_NotInstalled_IsTriedAgain()
    {
        host.Programs.Remove("sshd");

        Assert.That(Failure(NoPasswords).Kind, Is.EqualTo(FailureKind.Retry));
    }

    [Test]
    public async Task Plan_HalfWrittenAndOpenToAll_IsRepaired()
    {
        var spec = Spec(("PasswordAuthentication", ["no"]), ("MaxAuthTries", ["3"]));
        await ApplyAsync(spec);
        host.Files.WriteText(Own, "MaxAuthTries 3\nPasswordAuth", 0x1B6);

        Assert.That((await PlanAsync(spec)).Select(d => d.Attribute), Is.EquivalentTo(new[] { "PasswordAuthentication", "PasswordAuth", "mode" }));
        await ApplyAsync(spec);
        Assert.That(await PlanAsync(spec), Is.Empty);
    }

    [Test]
    public async Task Delete_TheRestIsBroken_LeavesOurs()
    {
        await ApplyAsync(NoPasswords);
        host.Files.WriteText(Cloud, "Nonsense yes\n");

        Assert.That(async () => await provider.DeleteAsync(["settings"], host, CancellationToken.None), Throws.InstanceOf<ResourceException>());
        Assert.That(host.Files.Exists(Own), Is.True);
    }

    private static SshdSpec Spec(params (string Keyword, string[] Values)[] settings) =>
        new(settings.ToDictionary(s => s.Keyword, s => (IReadOnlyList<string>)s.Values));

    private async Task<IReadOnlyList<Difference>> PlanAsync(SshdSpec spec)
    {
        host.Forget();
        return provider.Compare(spec, await provider.ReadAsync("settings", host, CancellationToken.None));
    }

    private async Task ApplyAsync(SshdSpec spec) => await provider.ApplyAsync(
        [new ApplyItem<object, object>("settings", spec, await provider.ReadAsync("settings", host, CancellationToken.None))], host, CancellationToken.None);

    private ResourceException Failure(SshdSpec spec) =>
        Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(spec)) ?? throw new AssertionException("it did not fail");

    /// <summary>A clock whose timers are due at once.</summary>
    private sealed class ImmediateTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
