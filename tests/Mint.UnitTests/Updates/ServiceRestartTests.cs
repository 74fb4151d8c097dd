using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Updates;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Updates;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ServiceRestartTests
{
    private const string Stale = "7f0000-7f0001 r-xp 00000000 08:01 1234                       /usr/lib/x86_64-linux-gnu/libssl.so.3 (deleted)\n";
    private const string Fresh = "7f0000-7f0001 r-xp 00000000 08:01 1234                       /usr/lib/x86_64-linux-gnu/libssl.so.3\n";

    private static readonly ServiceRestartSpec Any = new([], []);

    private readonly IResourceProvider provider = new ServiceRestartProvider();
    private readonly FakeHost host = FakeHost.Debian();

    [SetUp]
    public void InstallSystemd() => host.Programs["systemctl"] = (command, _) =>
    {
        var unit = command.Arguments[^1];
        if (unit == "broken.service")
        {
            return new CommandResult("systemctl", 1, "", "Job for broken.service failed because the control process exited with error code.\nSee more\n");
        }

        foreach (var pid in host.List("/proc").Where(n => (host.Files.ReadText($"/proc/{n}/cgroup") ?? "").Contains("/" + unit, StringComparison.Ordinal)).ToList())
        {
            Start(pid, "/system.slice/" + unit, Fresh, started: 900);
        }

        return new CommandResult("systemctl", 0, "", "");
    };

    [Test]
    public async Task Compare_ServiceWithReplacedLibrary_IsOneDifference()
    {
        Start("10", "/system.slice/nginx.service", Stale);
        Start("11", "/system.slice/nginx.service", Stale);
        Start("12", "/system.slice/cron.service", Fresh);

        Assert.That(
            await PlanAsync(Any),
            Is.EqualTo(new[] { new Difference("nginx.service", "runs the old /usr/lib/x86_64-linux-gnu/libssl.so.3", "restarted") }));
    }

    [TestCase("/user.slice/user-0.slice/session-3.scope")]
    [TestCase("/user.slice/user-1000.slice/user@1000.service/app.slice/app.service")]
    [TestCase("/system.slice/docker-0123.scope")]
    [TestCase("/docker/0123")]
    [TestCase("/init.scope")]
    [TestCase("/")]
    public async Task Compare_WhatIsNoServiceOfTheHost_IsNoneOfOurs(string group)
    {
        Start("10", group, Stale);

        Assert.That(await PlanAsync(Any), Is.Empty);
    }

    [TestCase("7f-80 r--p 00000000 08:01 1 /usr/lib/locale/C.utf8 (deleted)\n", TestName = "data")]
    [TestCase("7f-80 rwxs 00000000 00:01 1 /memfd:jit (deleted)\n", TestName = "memory")]
    [TestCase("7f-80 r-xp 00000000 08:01 1 /tmp/jna-1.tmp (deleted)\n", TestName = "temporary file")]
    [TestCase("7f-80 r-xp 00000000 00:00 0 \n", TestName = "anonymous")]
    public async Task Compare_MappingThatNoUpgradeReplaced_DoesNotCount(string line)
    {
        Start("10", "/system.slice/app.service", line);

        Assert.That(await PlanAsync(Any), Is.Empty);
    }

    [Test]
    public async Task Compare_DelicateAndExcluded_AreReportedAsLeftOut()
    {
        string[] units = ["dbus.service", "docker.service", "getty@tty1.service", "mint-agent.service", "nginx.service", "postgresql@16-main.service"];
        foreach (var (unit, i) in units.Select((u, i) => (u, i)))
        {
            Start($"{10 + i}", "/system.slice/" + unit, Stale);
        }

        var spec = new ServiceRestartSpec(["postgresql@*.service"], ["docker.service"]);

        Assert.That((await PlanAsync(spec)).Select(d => d.Attribute), Is.EqualTo(new[] { "docker.service", "nginx.service" }));
        Assert.That(
            (await PlanAsync(spec with { LeftAlone = true })).Select(d => d.Attribute),
            Is.EqualTo(new[] { "dbus.service", "getty@tty1.service", "mint-agent.service", "postgresql@16-main.service" }));
    }

    [Test]
    public async Task Apply_Stale_IsRestartedAndNothingIsLeft()
    {
        Start("10", "/system.slice/nginx.service", Stale);
        Start("11", "/system.slice/dbus.service", Stale);

        await ApplyAsync(Any);

        Assert.That(host.Commands.Select(c => c.ToString()), Is.EqualTo(new[] { "systemctl try-restart --quiet --no-ask-password -- nginx.service" }));
        Assert.That(await PlanAsync(Any), Is.Empty);
    }

    [Test]
    public void Apply_OneFails_IsNamedAndTheOthersAreRestarted()
    {
        Start("10", "/system.slice/broken.service", Stale);
        Start("11", "/system.slice/nginx.service", Stale);

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(Any));

        Assert.That(failure?.Message, Is.EqualTo("not restarted: broken.service: Job for broken.service failed because the control process exited with error code."));
        Assert.That(host.Commands, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Compare_FoundAMomentAgoAndEndedSince_DoesNotCount()
    {
        Start("10", "/system.slice/nginx.service", Stale);
        await provider.ReadAsync("pending", host, default);
        Start("10", "/user.slice/session-1.scope", Fresh, started: 500);

        Assert.That(provider.Compare(Any, await provider.ReadAsync("pending", host, default)), Is.Empty, "the number went to another process");
    }

    [Test]
    public void Read_ProcessThatMayNotBeLookedAt_IsAFailure()
    {
        Start("10", "/system.slice/nginx.service", Stale);
        host.Unreadable.Add("/proc/10/maps");

        Assert.ThrowsAsync<ResourceException>(async () => await provider.ReadAsync("pending", host, default));
    }

    private void Start(string pid, string group, string maps, int started = 100)
    {
        host.Files.WriteText($"/proc/{pid}/cgroup", $"9:name=systemd:{group}\n0::{group}\n");
        host.Files.WriteText($"/proc/{pid}/maps", maps);
        host.Files.WriteText($"/proc/{pid}/stat", $"{pid} (a b) c) S 1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 {started} 0 0\n");
    }

    private async Task<IReadOnlyList<Difference>> PlanAsync(ServiceRestartSpec spec)
    {
        host.Forget();
        return provider.Compare(spec, await provider.ReadAsync("pending", host, default));
    }

    private async Task ApplyAsync(ServiceRestartSpec spec)
    {
        host.Forget();
        await provider.ApplyAsync([new ApplyItem<object, object>("pending", spec, await provider.ReadAsync("pending", host, default))], host, default);
    }
}
