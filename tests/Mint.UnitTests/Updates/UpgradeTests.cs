using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Updates;
using Mint.Testing.Cases;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Updates;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UpgradeTests
{
    private static readonly UpgradeSpec Any = new([], []);

    private readonly IResourceProvider provider = new UpgradeProvider();
    private readonly FakeHost host = FakeHost.Debian();

    [SetUp]
    public void InstallApt() => FakeApt.Install(host);

    [Test]
    public async Task Compare_PendingUpgrades_AreOneDifferencePerPackage()
    {
        await InstallAsync(new Deb("curl", "1.0"), new Deb("git", "1.0"), new Deb("tree", "1.0"));
        await OfferAsync("Debian-Security stable-security", new Deb("curl", "1.1"), new Deb("git", "2.0"), new Deb("tree", "1.0"));

        var found = await PlanAsync("security", Any);

        Assert.That(found, Is.EqualTo(new[]
        {
            new Difference("curl", "1.0", "1.1 (Debian-Security:12/stable-security)"), new Difference("git", "1.0", "2.0 (Debian-Security:12/stable-security)"),
        }));
        Assert.That(await PlanAsync("other", Any), Is.Empty);
        Assert.That(host.Log.Where(l => l.Contains("upgrade", StringComparison.Ordinal)), Is.Empty, "looking runs nothing that may write");
    }

    [Test]
    public async Task Apply_Upgrades_AreOneTransactionOfExactlyTheseVersions()
    {
        await InstallAsync(new Deb("curl", "1.0"), new Deb("git", "1.0"));
        await OfferAsync(null, new Deb("curl", "1.1"), new Deb("git", "2.0"));

        await ApplyAsync("other", Any);

        Assert.That(Runs(), Is.EqualTo(new[] { "install --only-upgrade -- curl=1.1 git=2.0" }));
        Assert.That(await PlanAsync("other", Any), Is.Empty);
    }

    [Test]
    public async Task Read_NothingChanged_AsksAptOnlyOnce()
    {
        await InstallAsync(new Deb("curl", "1.0"));
        await OfferAsync(null, new Deb("curl", "1.1"));
        var asked = CountQueries();

        foreach (var _ in Enumerable.Range(0, 3))
        {
            await PlanAsync("other", Any);
            await PlanAsync("security", Any);
        }

        Assert.That(asked(), Is.EqualTo(2), "one upgrade and one dist-upgrade");
        host.Files.WriteText("/etc/apt/preferences.d/pin", "Package: *\n");
        await PlanAsync("other", Any);
        Assert.That(asked(), Is.EqualTo(4));
    }

    [Test]
    public async Task Apply_ExcludedPackage_IsLeftAlone()
    {
        await InstallAsync(new Deb("docker.io", "1.0"), new Deb("curl", "1.0"));
        await OfferAsync(null, new Deb("docker.io", "2.0"), new Deb("curl", "1.1"));
        var spec = new UpgradeSpec(["docker.*", "no-such-package"], []);

        await ApplyAsync("other", spec);

        Assert.That(Installed("docker.io", "curl"), Is.EqualTo(new[] { "1.0", "1.1" }));
        Assert.That(await PlanAsync("other", spec), Is.Empty);
    }

    [Test]
    public async Task Apply_UpgradeThatNeedsAnExcludedOne_IsNamedAndTheOthersGoOn()
    {
        await InstallAsync(new Deb("app", "1.0"), new Deb("curl", "1.0"), new Deb("lib", "1.0"));
        await OfferAsync(null, new Deb("app", "2.0"), new Deb("curl", "1.1"), new Deb("lib", "2.0"));
        var plain = host.Programs["apt-get"];
        host.Programs["apt-get"] = (command, h) => command.Arguments.Contains("-s") && command.Arguments.Contains("app=2.0")
            ? plain(command with { Arguments = [.. command.Arguments, "lib=2.0"] }, h)
            : plain(command, h);

        var failure = Fail("other", new UpgradeSpec(["lib"], []));

        Assert.That(failure.Message, Is.EqualTo("left out app: it needs lib, which is excluded"));
        Assert.That(failure.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(Installed("app", "curl", "lib"), Is.EqualTo(new[] { "1.0", "1.1", "1.0" }));
    }

    [Test]
    public async Task Read_HeldPackage_IsNotPending()
    {
        await InstallAsync(new Deb("curl", "1.0"));
        FakeDpkg.SetWant(host, "curl", "hold");
        await OfferAsync(null, new Deb("curl", "1.1"));

        Assert.That(await PlanAsync("other", Any), Is.Empty);
        Assert.That(await PlanAsync("left-out", Any), Is.Empty);
    }

    [Test]
    public async Task Read_UpgradeThatWouldRemoveSomething_IsLeftOutAndReported()
    {
        await InstallAsync(new Deb("exim", "1.0"), new Deb("mailer", "1.0"), new Deb("curl", "1.0"));
        await OfferAsync(null, new Deb("mailer", "2.0") { Conflicts = "exim" }, new Deb("curl", "1.1"), new Deb("exim", "1.0"));

        await ApplyAsync("other", Any);

        Assert.That(await PlanAsync("left-out", Any), Is.EqualTo(new[] { new Difference("mailer", "1.0", "2.0 (localhost)") }));
        Assert.That(Installed("exim", "mailer", "curl"), Is.EqualTo(new[] { "1.0", "1.0", "1.1" }));
    }

    [Test]
    public async Task Apply_InterruptedUpgrade_IsFinished()
    {
        await InstallAsync(new Deb("curl", "1.0"));
        await OfferAsync(null, new Deb("curl", "1.1"));
        FakeDpkg.Unpack(host, new Deb("curl", "1.1").Path);
        host.Files.WriteText("/var/lib/dpkg/updates/0001", "");

        Assert.That(
            await PlanAsync("interrupted", Any),
            Is.EqualTo(new[] { new Difference("curl", "unpacked", "installed"), new Difference("dpkg", "interrupted", "installed") }));
        await ApplyAsync("interrupted", Any);

        Assert.That(await PlanAsync("interrupted", Any), Is.Empty);
        Assert.That(Installed("curl"), Is.EqualTo(new[] { "1.1" }));
    }

    [Test]
    public async Task Read_SomebodyElsesAptIsAtWork_IsNotInterrupted()
    {
        await InstallAsync(new Deb("curl", "1.0"));
        FakeDpkg.Unpack(host, new Deb("curl", "1.0").Path);
        host.Files.WriteText("/proc/4711/comm", "dpkg\n");

        Assert.That(await PlanAsync("interrupted", Any), Is.Empty);
    }

    [Test]
    public async Task Apply_InterruptedAndItCanNotBeFinished_SaysWhichAndWhy()
    {
        await InstallAsync(new Deb("curl", "1.0"));
        await OfferAsync(null, new Deb("curl", "1.1") { Postinst = "exit 1" });
        FakeDpkg.Unpack(host, new Deb("curl", "1.1").Path);

        var failure = Fail("interrupted", Any);

        Assert.That(
            failure.Message,
            Does.StartWith("dpkg was interrupted, and can't finish curl (half-configured): ").And.Contain("error processing package curl"));
    }

    [Test]
    public async Task Apply_HalfInstalledPackage_IsUnpackedAgain()
    {
        await InstallAsync(new Deb("curl", "1.0"));
        await OfferAsync(null, new Deb("curl", "1.0"));
        var status = FakeDpkg.Status(host);
        status.ForEach(s => s["Status"] = "install reinstreq half-installed");
        host.Files.WriteText("/var/lib/dpkg/status", DebianStanza.Format(status));

        await ApplyAsync("interrupted", Any);

        Assert.That(Runs(), Is.EqualTo(new[] { "install --reinstall -- curl" }));
        Assert.That(await PlanAsync("interrupted", Any), Is.Empty);
    }

    [TestCase("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (dpkg)")]
    [TestCase("E: You don't have enough free space in /var/cache/apt/archives/.")]
    public async Task Apply_AptRefuses_IsTriedAgainAndSaidInItsWords(string complaint)
    {
        await InstallAsync(new Deb("curl", "1.0"));
        await OfferAsync(null, new Deb("curl", "1.1"));
        var plain = host.Programs["apt-get"];
        host.Programs["apt-get"] = (command, h) =>
            command.Arguments.Contains("-s") ? plain(command, h) : new CommandResult("apt-get", 100, "Reading package lists...\n", complaint + "\n");

        var failure = Fail("other", Any);

        Assert.That((failure.Kind, failure.Message), Is.EqualTo((FailureKind.Retry, complaint)));
        Assert.That(await PlanAsync("other", Any), Has.Count.EqualTo(1));
    }

    [Test]
    public void Read_AptCanNotTell_IsAFailureInItsWords()
    {
        host.Queries["apt-get"] = (_, _) => new CommandResult("apt-get", 100, "", "E: The value 'sid' is invalid for APT::Default-Release\n");

        var failure = Assert.ThrowsAsync<ResourceException>(() => PlanAsync("security", Any));

        Assert.That(failure?.Message, Is.EqualTo("apt can't tell what it would upgrade: E: The value 'sid' is invalid for APT::Default-Release"));
    }

    [Test]
    public void Parse_RealLines_AreRead()
    {
        const string output =
            """
            Inst base-files [12.4+deb12u8] (12.4+deb12u9 Debian:12.9/stable [amd64])
            Inst libssl3 [3.0.14-1~deb12u2] (3.0.15-1~deb12u1 Debian:12.9/stable, Debian-Security:12/stable-security [amd64]) []
            Inst libc6:i386 [2.36-9] (2.36-10 Debian-Security:12/stable-security [i386])
            Inst linux-image-6.1.0-31-amd64 (6.1.128-1 Debian-Security:12/stable-security [amd64])
            Conf libssl3 (3.0.15-1~deb12u1 Debian-Security:12/stable-security [amd64])
            """;

        var found = UpgradeSimulation.Parse(output);

        Assert.That(found, Is.EqualTo(new[]
        {
            new Upgrade("base-files", "12.4+deb12u8", "12.4+deb12u9", "Debian:12.9/stable"),
            new Upgrade("libssl3", "3.0.14-1~deb12u2", "3.0.15-1~deb12u1", "Debian:12.9/stable, Debian-Security:12/stable-security"),
            new Upgrade("libc6:i386", "2.36-9", "2.36-10", "Debian-Security:12/stable-security"),
        }));
        Assert.That(found.Select(u => u.IsSecurity), Is.EqualTo(new[] { false, true, true }));
    }

    private async Task InstallAsync(params Deb[] debs)
    {
        await DebRepository.PublishAsync(host, debs, default);
        foreach (var deb in debs)
        {
            await host.RunAsync(new Command("dpkg", "--install", deb.Path), default);
        }
    }

    private async Task OfferAsync(string? label, params Deb[] debs)
    {
        await DebRepository.PublishAsync(host, debs, default, label);
        await host.RunAsync(new Command("apt-get", "update"), default);
        host.Commands.Clear();
        host.Log.Clear();
    }

    private async Task<IReadOnlyList<Difference>> PlanAsync(string name, UpgradeSpec spec)
    {
        host.Forget();
        return provider.Compare(spec, await provider.ReadAsync(name, host, default));
    }

    private async Task ApplyAsync(string name, UpgradeSpec spec)
    {
        host.Forget();
        await provider.ApplyAsync([new ApplyItem<object, object>(name, spec, await provider.ReadAsync(name, host, default))], host, default);
    }

    private ResourceException Fail(string name, UpgradeSpec spec) =>
        Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(name, spec))?.Of(name) ?? throw new AssertionException("nothing of it failed");

    private Func<int> CountQueries()
    {
        var count = 0;
        var plain = host.Queries["apt-get"];
        host.Queries["apt-get"] = (query, h) =>
        {
            count++;
            return plain(query, h);
        };
        return () => count;
    }

    private IEnumerable<string> Runs() => host.Commands
        .Where(c => c.Program == "apt-get" && !c.Arguments.Contains("-s"))
        .Select(c => string.Join(' ', c.Arguments.SkipWhile(a => a != "install")));

    private IEnumerable<string?> Installed(params string[] names) => names.Select(n => FakeDpkg.Installed(host, n)?.Version);
}
