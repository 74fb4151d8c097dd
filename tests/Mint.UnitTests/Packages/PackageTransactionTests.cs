using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Packages;
using Mint.Testing.Cases;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Packages;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PackageTransactionTests
{
    private const string Failing = "exit 1";

    private readonly IResourceProvider provider = new PackageProvider();
    private readonly FakeHost host = FakeHost.Debian();

    [SetUp]
    public void InstallApt() => FakeApt.Install(host);

    [Test]
    public async Task Apply_ManyPackages_IsOneTransaction()
    {
        await PublishAsync(new Deb("curl", "1.0"), new Deb("git", "2.0"), new Deb("tree", "3.0"));

        await ApplyAsync(("curl", Present), ("git", Present), ("tree", Present));

        Assert.That(Runs(), Is.EqualTo(new[] { "install -- curl git tree" }));
        Assert.That(Installed("curl", "git", "tree"), Is.EqualTo(new[] { "1.0", "2.0", "3.0" }));
    }

    [Test]
    public async Task Apply_InstallAndRemove_IsOneTransaction()
    {
        await InstallAsync(new Deb("nano", "1.0"));
        await PublishAsync(new Deb("nano", "1.0"), new Deb("vim", "1.0"));

        await ApplyAsync(("nano", Absent), ("vim", Present));

        Assert.That(Runs(), Is.EqualTo(new[] { "install -- vim nano-" }));
        Assert.That(Installed("nano", "vim"), Is.EqualTo(new[] { null, "1.0" }));
    }

    [Test]
    public async Task Apply_NothingToDo_RunsNoProgram()
    {
        await InstallAsync(new Deb("curl", "1.0"));

        await ApplyAsync(("curl", Present), ("telnetd", Absent));

        Assert.That(host.Commands, Is.Empty);
    }

    [Test]
    public async Task Apply_UnknownPackage_IsNamedWithASuggestionAndTheOthersAreInstalled()
    {
        await PublishAsync(new Deb("nginx", "1.0"), new Deb("curl", "1.0"));

        var failure = Fail(("ngnix", Present), ("curl", Present));

        Assert.That(Parts(failure, "ngnix", "curl"), Is.EqualTo(new[] { "'ngnix' is in no repository of this host. Did you mean 'nginx'?", null }));
        Assert.That(failure.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(Installed("curl"), Is.EqualTo(new[] { "1.0" }));
    }

    [Test]
    public async Task Apply_DependencyThatCanNotBeHad_IsFoundAndTheOthersAreInstalled()
    {
        await PublishAsync(new Deb("app", "1.0") { Depends = "nowhere" }, new Deb("curl", "1.0"), new Deb("git", "1.0"));

        var failure = Fail(("app", Present), ("curl", Present), ("git", Present));

        Assert.That(failure.Of("app")?.Message, Does.Contain("Depends: nowhere"));
        Assert.That(Parts(failure, "curl", "git"), Is.All.Null);
        Assert.That(Runs(), Is.EqualTo(new[] { "install -- curl git" }));
    }

    [Test]
    public async Task Apply_TwoThatConflict_AreBothToldAndNothingIsRemoved()
    {
        await PublishAsync(new Deb("exim", "1.0") { Conflicts = "postfix" }, new Deb("postfix", "1.0"), new Deb("curl", "1.0"));

        var failure = Fail(("exim", Present), ("postfix", Present));

        Assert.That(Parts(failure, "exim", "postfix"), Has.All.Contains("exim, postfix can't be had together"));
        Assert.That(Runs(), Is.Empty);
    }

    [Test]
    public async Task Apply_WouldRemoveWhatNobodyNamed_IsRefused()
    {
        await InstallAsync(new Deb("lib", "1.0"), new Deb("app", "1.0") { Depends = "lib" });

        var failure = Fail(("lib", Absent));

        Assert.That(failure.Of("lib")?.Message, Does.Contain("it would also remove app"));
        Assert.That(failure.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(Installed("lib", "app"), Is.EqualTo(new[] { "1.0", "1.0" }));
    }

    [Test]
    public async Task Apply_RemovesAllThatItNames_Goes()
    {
        await InstallAsync(new Deb("lib", "1.0"), new Deb("app", "1.0") { Depends = "lib" });

        await ApplyAsync(("lib", Absent), ("app", Absent));

        Assert.That(Installed("lib", "app"), Is.All.Null);
    }

    [Test]
    public async Task Apply_EssentialPackageAbsent_IsNeverRemovedAndTheOthersAre()
    {
        await InstallAsync(new Deb("bash", "1.0") { Essential = true }, new Deb("nano", "1.0"));

        var failure = Fail(("bash", Absent), ("nano", Absent));

        Assert.That(failure.Of("bash")?.Message, Is.EqualTo("bash is essential to Debian and is not removed"));
        Assert.That(failure.Of("nano"), Is.Null);
        Assert.That(Installed("bash", "nano"), Is.EqualTo(new[] { "1.0", null }));
        Assert.That(Runs(), Is.EqualTo(new[] { "install -- nano-" }));
    }

    [Test]
    public async Task Delete_EssentialPackage_IsRefused()
    {
        await InstallAsync(new Deb("bash", "1.0") { Essential = true });

        Assert.ThrowsAsync<ResourceException>(() => provider.DeleteAsync(["bash"], host, default));
        Assert.That(Installed("bash"), Is.EqualTo(new[] { "1.0" }));
    }

    [Test]
    public async Task Apply_DpkgWasInterrupted_IsFinishedFirst()
    {
        await InstallAsync(new Deb("half", "1.0"));
        FakeDpkg.Unpack(host, new Deb("half", "1.0").Path);
        host.Files.WriteText("/var/lib/dpkg/updates/0001", "");
        await PublishAsync(new Deb("half", "1.0"), new Deb("curl", "1.0"));

        await ApplyAsync(("half", Present), ("curl", Present));

        Assert.That(host.Commands[0].ToString(), Is.EqualTo("dpkg --force-confdef --force-confold --configure -a"));
        Assert.That(Installed("half", "curl"), Is.EqualTo(new[] { "1.0", "1.0" }));
    }

    [Test]
    public async Task Apply_ScriptOfOneFails_TheOthersComeHomeAndItAloneIsTold()
    {
        await PublishAsync(new Deb("bad", "1.0") { Postinst = Failing }, new Deb("curl", "1.0"), new Deb("git", "1.0"));

        var failure = Fail(("bad", Present), ("curl", Present), ("git", Present));

        Assert.That(failure.Of("bad")?.Message, Does.StartWith("bad: ").And.Contain("error processing package bad"));
        Assert.That(failure.Kind, Is.EqualTo(FailureKind.Retry));
        Assert.That(Parts(failure, "curl", "git"), Is.All.Null);
        Assert.That(Installed("curl", "git"), Is.EqualTo(new[] { "1.0", "1.0" }));
    }

    [Test]
    public async Task Apply_ScriptsOfTwoFail_EachIsToldItsOwn()
    {
        await PublishAsync(new Deb("bad", "1.0") { Postinst = Failing }, new Deb("worse", "1.0") { Postinst = Failing });

        var failure = Fail(("bad", Present), ("worse", Present), ("unheard", Present));

        Assert.That(failure.Of("bad")?.Message, Does.StartWith("bad: "));
        Assert.That(failure.Of("worse")?.Message, Does.StartWith("worse: "));
        Assert.That(failure.Of("unheard")?.Message, Does.StartWith("'unheard' is in no repository"));
        Assert.That(failure.Of("unheard")?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
    }

    [Test]
    public async Task Apply_OlderVersionWanted_IsDowngraded()
    {
        await InstallAsync(new Deb("app", "2.0"));
        await PublishAsync(new Deb("app", "1.0"), new Deb("app", "2.0"));

        await ApplyAsync(("app", Present with { Version = "1.*" }));

        Assert.That(Runs(), Is.EqualTo(new[] { "install --allow-downgrades -- app=1.0" }));
        Assert.That(Installed("app"), Is.EqualTo(new[] { "1.0" }));
    }

    [Test]
    public async Task Apply_AnyVersionWanted_LeavesTheInstalledOneAlone()
    {
        await InstallAsync(new Deb("app", "1.0"));
        await PublishAsync(new Deb("app", "1.0"), new Deb("app", "2.0"));

        await ApplyAsync(("app", Present));

        Assert.That(Runs(), Is.Empty);
    }

    [Test]
    public async Task Apply_VersionThatIsNotThere_SaysWhichAre()
    {
        await PublishAsync(new Deb("app", "1.0"), new Deb("app", "2.0"));

        var failure = Fail(("app", Present with { Version = "3.*" }));

        Assert.That(failure.Message, Is.EqualTo("app has no version 3.*; there is 2.0, 1.0"));
    }

    [Test]
    public async Task Apply_Hold_KeepsItFromUpgradesByOthers()
    {
        await PublishAsync(new Deb("app", "1.0"));

        await ApplyAsync(("app", Present with { Hold = true }));
        await PublishAsync(new Deb("app", "2.0"));
        await host.RunAsync(new Command("apt-get", "update"), default);
        var byHand = await host.RunAsync(new Command("apt-get", "-y", "install", "--", "app=2.0"), default);

        Assert.That(byHand.Error, Does.Contain("Held packages were changed"));
        Assert.That(Installed("app"), Is.EqualTo(new[] { "1.0" }));
    }

    [Test]
    public async Task Apply_HeldPackageToAnotherVersion_IsChangedAndHeldAgain()
    {
        await InstallAsync(new Deb("app", "1.0"));
        FakeDpkg.SetWant(host, "app", "hold");
        await PublishAsync(new Deb("app", "2.0"));

        await ApplyAsync(("app", Present with { Version = "2.0", Hold = true }));

        Assert.That(Installed("app"), Is.EqualTo(new[] { "2.0" }));
        Assert.That(FakeDpkg.Installed(host, "app") is { } app ? FakeDpkg.Want(app) : null, Is.EqualTo("hold"));
    }

    [Test]
    public async Task Apply_HeldByHand_IsLifted()
    {
        await InstallAsync(new Deb("app", "1.0"));
        FakeDpkg.SetWant(host, "app", "hold");

        await ApplyAsync(("app", Present));

        Assert.That(host.Commands.Select(c => c.ToString()), Is.EqualTo(new[] { "apt-mark unhold app" }));
    }

    [Test]
    public async Task Apply_Purge_TakesTheConfigurationFilesOfThatOneOnly()
    {
        await InstallAsync(new Deb("one", "1.0"), new Deb("two", "1.0"));

        await ApplyAsync(("one", Absent with { Purge = true }), ("two", Absent));

        Assert.That(FakeDpkg.Status(host).Select(s => $"{s.Package} {s["Status"]}"), Is.EqualTo(new[] { "two deinstall ok config-files" }));
    }

    [Test]
    public async Task Apply_ListsAreNotThere_FetchesThemFirst()
    {
        await PublishAsync(new Deb("curl", "1.0"));

        await ApplyAsync(("curl", Present));

        Assert.That(host.Commands[0].Arguments[^1], Is.EqualTo("update"));
    }

    [Test]
    public async Task Apply_ListsAreFresh_DoesNotFetchThem()
    {
        await InstallAsync(new Deb("old", "1.0"));
        await PublishAsync(new Deb("curl", "1.0"));
        await host.RunAsync(new Command("apt-get", "update"), default);
        host.Commands.Clear();

        await ApplyAsync(("curl", Present));

        Assert.That(host.Commands.Select(c => c.Arguments[^1]), Has.None.EqualTo("update"));
    }

    [Test]
    public void Apply_SourceCanNotBeReached_IsTriedAgainLater()
    {
        host.Files.WriteText("/etc/apt/sources.list.d/gone.list", "deb file:/gone ./\n");

        var failure = Fail(("curl", Present));

        Assert.That(failure.Kind, Is.EqualTo(FailureKind.Retry));
        Assert.That(failure.Message, Does.Contain("apt-get update failed").And.Contain("/gone"));
    }

    [Test]
    public async Task Apply_EveryRunOfAptAndDpkg_IsUnableToAsk()
    {
        await InstallAsync(new Deb("half", "1.0"), new Deb("nano", "1.0"));
        FakeDpkg.Unpack(host, new Deb("half", "1.0").Path);
        await PublishAsync(new Deb("half", "1.0"), new Deb("curl", "1.0"));

        await ApplyAsync(("half", Present), ("curl", Present with { Hold = true }), ("nano", Absent with { Purge = true }));

        Assert.That(host.Commands.Select(c => c.Program).Distinct(), Is.EquivalentTo(new[] { "dpkg", "apt-get", "apt-cache", "apt-mark" }));
        Assert.That(host.Commands.Select(c => c.Environment["DEBIAN_FRONTEND"]), Is.All.EqualTo("noninteractive"));
        Assert.That(host.Commands.Select(c => c.Environment["NEEDRESTART_SUSPEND"]), Is.All.EqualTo("1"));
        Assert.That(host.Commands.Select(c => c.Input), Is.All.Null);
        foreach (var get in host.Commands.Where(c => c.Program == "apt-get"))
        {
            Assert.That(get.Arguments, Contains.Item("-y"));
            Assert.That(get.Arguments, Contains.Item("Dpkg::Options::=--force-confdef").And.Contains("Dpkg::Options::=--force-confold"));
        }
    }

    private static PackageSpec Present => new(true);

    private static PackageSpec Absent => new(false);

    private Task PublishAsync(params Deb[] debs) => ForgetCommandsAsync(() => DebRepository.PublishAsync(host, debs, default));

    /// <summary>Publishes packages and unpacks them, without the code under test.</summary>
    private async Task InstallAsync(params Deb[] debs)
    {
        await PublishAsync(debs);
        foreach (var deb in debs)
        {
            FakeDpkg.Unpack(host, deb.Path);
        }

        Assert.That(FakeDpkg.Configure(host), Is.Empty);
    }

    private async Task ForgetCommandsAsync(Func<Task> arrange)
    {
        await arrange();
        host.Commands.Clear();
    }

    private Task ApplyAsync(params (string Name, PackageSpec Spec)[] wishes)
    {
        host.Forget();
        return provider.ApplyAsync([.. wishes.Select(w => new ApplyItem<object, object>(w.Name, w.Spec, null))], host, default);
    }

    private ResourceException Fail(params (string Name, PackageSpec Spec)[] wishes) =>
        Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(wishes)) ?? throw new InvalidOperationException("nothing was thrown");

    private static IEnumerable<string?> Parts(ResourceException failure, params string[] names) => names.Select(n => failure.Of(n)?.Message);

    private IEnumerable<string?> Installed(params string[] names)
    {
        host.Forget();
        return names.Select(n => FakeDpkg.Installed(host, n)?.Version);
    }

    /// <summary>Runs of apt-get that may change packages, without what they have in common.</summary>
    private IEnumerable<string> Runs() =>
        host.Commands.Where(c => c.Program == "apt-get" && !c.Arguments.Contains("-s") && c.Arguments.Contains("install"))
            .Select(c => string.Join(' ', c.Arguments.SkipWhile(a => a != "install")));
}
