using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Updates;
using Mint.Testing.Hosts;
using Mint.UnitTests.Engine;
using NUnit.Framework;

namespace Mint.UnitTests.Updates;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RebootTests
{
    private readonly IResourceProvider provider = new RebootProvider();
    private readonly FakeHost host = FakeHost.Debian();

    [SetUp]
    public void Boot()
    {
        host.Programs["systemctl"] = (_, _) => new CommandResult("systemctl", 0, "", "");
        host.Files.WriteText("/proc/sys/kernel/random/boot_id", "boot-1\n");
        Run("6.1.0-28-amd64", "6.1.119-1");
    }

    [TestCase("6.1.0-28-amd64", "", ExpectedResult = null, TestName = "container: no kernel of its own")]
    [TestCase("6.1.0-28-amd64", "6.1.0-28-amd64=6.1.119-1", ExpectedResult = null, TestName = "newest runs")]
    [TestCase("6.1.0-28-amd64", "6.1.0-28-amd64=6.1.119-1 6.1.0-31-amd64=6.1.128-1", ExpectedResult = "6.1.0-28-amd64 → 6.1.0-31-amd64", TestName = "newer is installed")]
    [TestCase("6.1.0-9-amd64", "6.1.0-9-amd64=6.1.27-1 6.1.0-10-amd64=6.1.38-1", ExpectedResult = "6.1.0-9-amd64 → 6.1.0-10-amd64", TestName = "ten is more than nine")]
    [TestCase("6.1.0-28-cloud-amd64", "6.1.0-28-cloud-amd64=6.1.119-1 6.1.0-31-amd64=6.1.128-1", ExpectedResult = null, TestName = "other flavour")]
    [TestCase("6.12.9+bpo-amd64", "6.1.0-31-amd64=6.1.128-1 6.12.9+bpo-amd64=6.12.9-1~bpo12+1", ExpectedResult = null, TestName = "backport runs")]
    [TestCase("6.1.0-28-amd64", "6.1.0-28-amd64=6.1.124-1", ExpectedResult = "6.1.0-28-amd64 6.1.119-1 → 6.1.124-1", TestName = "same name, newer build")]
    public string? Outdated_Kernels_AreCompared(string running, string installed)
    {
        Run(running, running.Contains("bpo", StringComparison.Ordinal) ? "6.12.9-1~bpo12+1" : "6.1.119-1");
        Install([.. installed.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        return KernelRelease.Outdated(host);
    }

    [Test]
    public void Outdated_ImageThatIsNotInBoot_DoesNotCount()
    {
        Install("6.1.0-28-amd64=6.1.119-1", "6.1.0-31-amd64=6.1.128-1");
        host.Files.Remove("/boot/vmlinuz-6.1.0-31-amd64");

        Assert.That(KernelRelease.Outdated(host), Is.Null);
    }

    [Test]
    public async Task Compare_Reasons_AreNamed()
    {
        NewKernel();
        Ask("dbus\nlibc6\ndbus\n");

        Assert.That(
            await PlanAsync(),
            Is.EqualTo(new[] { new Difference("kernel", "6.1.0-28-amd64", "6.1.0-31-amd64"), new Difference("reboot", "asked for by dbus, libc6", "done") }));
    }

    [Test]
    public async Task Apply_Needed_AsksSystemdAndIsUnderWay()
    {
        Ask("dbus\n");

        await ApplyAsync();

        Assert.That(host.Commands.Select(c => c.ToString()), Is.EqualTo(new[] { "systemctl reboot --no-ask-password --no-wall" }));
        Assert.That(await PlanAsync(), Is.Empty);
        await ApplyAsync();
        Assert.That(host.Commands, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Apply_SystemdRefuses_IsAFailureAndNoRebootIsRemembered()
    {
        host.Programs["systemctl"] = (_, _) => new CommandResult("systemctl", 1, "", "Call to Reboot failed: Access denied");
        Ask("dbus\n");

        var failure = Fail();

        Assert.That(failure.Message, Does.Contain("Access denied"));
        Assert.That(host.Files.Exists(RebootMark.Path), Is.False);
        Assert.That(await PlanAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Apply_AgainWithinAnHour_Waits()
    {
        Ask("dbus\n");
        await ApplyAsync();
        NextBoot();
        host.Advance(TimeSpan.FromMinutes(20));
        Ask("libc6\n");

        var failure = Fail();

        Assert.That((failure.Kind, failure.Until), Is.EqualTo((FailureKind.WaitUntil, (DateTimeOffset?)new DateTimeOffset(2026, 11, 24, 13, 0, 0, TimeSpan.Zero))));
        host.Advance(TimeSpan.FromMinutes(41));
        await ApplyAsync();
        Assert.That(host.Commands, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Apply_TheOldKernelCameUpAgain_NeedsAPerson()
    {
        NewKernel();
        await ApplyAsync();
        NextBoot();
        host.Advance(TimeSpan.FromDays(7));

        var failure = Fail();

        Assert.That(failure.Kind, Is.EqualTo(FailureKind.NeedsPerson));
        Assert.That(failure.Message, Does.Contain("6.1.0-28-amd64 → 6.1.0-31-amd64").And.Contain("boot loader"));
        Assert.That(host.Commands, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Compare_ShutdownThatNeverCame_IsDueAgain()
    {
        Ask("dbus\n");
        await ApplyAsync();
        host.Advance(TimeSpan.FromMinutes(11));

        Assert.That(await PlanAsync(), Has.Count.EqualTo(1));
        Assert.That(Fail().Kind, Is.EqualTo(FailureKind.WaitUntil));
    }

    [Test]
    public async Task Compare_AfterTheBoot_NothingIsDue()
    {
        NewKernel();
        await ApplyAsync();
        NextBoot();
        Run("6.1.0-31-amd64", "6.1.128-1");

        Assert.That(await PlanAsync(), Is.Empty);
    }

    [Test]
    public void Apply_WhileAptIsAtWork_Waits()
    {
        Ask("dbus\n");
        host.Files.WriteText("/proc/4711/comm", "apt-get\n");

        Assert.That(Fail().Message, Is.EqualTo("apt-get is at work: no reboot before it is through"));
        Assert.That(host.Commands, Is.Empty);
    }

    [Test]
    public async Task Apply_TheHelperThatWaitsForAShutdown_IsNoUpgradeAtWork()
    {
        Ask("dbus\n");
        host.Files.WriteText("/proc/4711/comm", "unattended-upgr\n");
        host.Files.WriteText("/proc/4711/cmdline", "/usr/bin/python3\0/usr/share/unattended-upgrades/unattended-upgrade-shutdown\0--wait-for-signal\0");

        await ApplyAsync();

        Assert.That(host.Commands, Has.Count.EqualTo(1));
    }

    [Test]
    public void Apply_DpkgLeftSomethingUnfinished_Waits()
    {
        Ask("dbus\n");
        host.Files.WriteText("/var/lib/dpkg/status", "Package: curl\nStatus: install ok half-configured\nArchitecture: all\nVersion: 1\n\n");

        Assert.That(Fail().Message, Does.StartWith("dpkg left curl unfinished"));
        Assert.That(host.Commands, Is.Empty);
    }

    [Test]
    public async Task Run_RebootIsNeeded_IsToldAsDoneOnceAndTheNextBootIsConverged()
    {
        var world = new World();
        world.Providers[provider.Kind] = provider;
        world.Host.Programs["systemctl"] = (_, _) => new CommandResult("systemctl", 0, "", "");
        world.Host.Files.WriteText("/proc/sys/kernel/random/boot_id", "boot-1\n");
        world.Host.Files.WriteText("/run/reboot-required", "");
        world.Host.Files.MakeDirectory("/var/lib");
        var wanted = new Resource(RebootProvider.Id, new RebootSpec(), Origin.None) { ComesLast = true };

        var first = await world.RunAsync(wanted, World.Want("a"));
        world.Host.Files.Remove("/run/reboot-required");
        world.Host.Files.WriteText("/proc/sys/kernel/random/boot_id", "boot-2\n");
        world.Restart();
        var next = await world.RunAsync(wanted, World.Want("a"));

        Assert.That(first.Results.Select(r => $"{r.Id} {r.Outcome}"), Is.EqualTo(new[] { "toy/a Created", "reboot/needed Updated" }));
        Assert.That((first.Converged, next.Converged, next.Results.Count), Is.EqualTo((true, true, 0)));
        Assert.That(world.Host.Commands.Count(c => c.Program == "systemctl"), Is.EqualTo(1));
    }

    private void Run(string kernel, string build)
    {
        host.Files.WriteText("/proc/sys/kernel/osrelease", kernel + "\n");
        host.Files.WriteText("/proc/version", $"Linux version {kernel} (debian-kernel@lists.debian.org) (gcc-12) #1 SMP PREEMPT_DYNAMIC Debian {build} (2024-11-22)\n");
    }

    private void NewKernel() => Install("6.1.0-28-amd64=6.1.119-1", "6.1.0-31-amd64=6.1.128-1");

    private void Install(params string[] kernels)
    {
        var status = "Package: linux-image-amd64\nStatus: install ok installed\nArchitecture: amd64\nVersion: 6.1.128-1\n\n";
        foreach (var kernel in kernels.Select(k => k.Split('=')))
        {
            status += $"Package: linux-image-{kernel[0]}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {kernel[1]}\n\n";
            host.Files.WriteText($"/boot/vmlinuz-{kernel[0]}", "MZ");
        }

        host.Files.WriteText("/var/lib/dpkg/status", status);
        host.Forget();
    }

    private void Ask(string packages)
    {
        host.Files.WriteText("/run/reboot-required", "*** System restart required ***\n");
        host.Files.WriteText("/run/reboot-required.pkgs", packages);
    }

    private void NextBoot()
    {
        host.Files.WriteText("/proc/sys/kernel/random/boot_id", "boot-2\n");
        host.Files.Remove("/run/reboot-required");
        host.Files.Remove("/run/reboot-required.pkgs");
    }

    private async Task<IReadOnlyList<Difference>> PlanAsync()
    {
        host.Forget();
        return provider.Compare(new RebootSpec(), await provider.ReadAsync("needed", host, default));
    }

    private async Task ApplyAsync()
    {
        host.Forget();
        await provider.ApplyAsync([new ApplyItem<object, object>("needed", new RebootSpec(), await provider.ReadAsync("needed", host, default))], host, default);
    }

    private ResourceException Fail() =>
        Assert.ThrowsAsync<ResourceException>(ApplyAsync)?.Of("needed") ?? throw new AssertionException("nothing failed");
}
