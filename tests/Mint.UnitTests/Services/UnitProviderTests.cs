using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Services;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Services;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UnitProviderTests
{
    private const string Plain = "[Service]\nExecStart=/usr/sbin/nginx\n[Install]\nWantedBy=multi-user.target\n";

    private readonly IResourceProvider provider = new UnitProvider();
    private readonly FakeHost host = FakeHost.Debian();

    [SetUp]
    public void InstallUnit() => host.Files.WriteText("/usr/lib/systemd/system/nginx.service", Plain);

    [Test]
    public async Task Read_NothingOn_IsAbsent() => Assert.That(await ReadAsync(), Is.Null);

    [Test]
    public async Task Read_LinkedAndActive_IsEnabledAndUp()
    {
        Enable();
        Loaded("active");

        Assert.That(await ReadAsync(), Is.EqualTo(new UnitState(true, false, "active")));
    }

    [Test]
    public async Task Read_LinkToNull_IsMasked()
    {
        host.Files.Link("/etc/systemd/system/nginx.service", "/dev/null");

        Assert.That((await ReadAsync())?.Masked, Is.True);
    }

    [Test]
    public async Task Read_Alias_IsTheUnitBehindIt()
    {
        host.Files.Link("/etc/systemd/system/web.service", "/usr/lib/systemd/system/nginx.service");
        Loaded("active");

        Assert.That(await provider.ReadAsync("web.service", host, default), Is.EqualTo(new UnitState(true, false, "active")));
    }

    [TestCase("activating", 0)]
    [TestCase("reloading", 0)]
    [TestCase("deactivating", 0)]
    [TestCase("failed", 1)]
    [TestCase("inactive", 1)]
    public void Compare_WantedRunning_OnlyDownIsDrift(string active, int differences) =>
        Assert.That(provider.Compare(new UnitSpec(true, true), new UnitState(true, false, active)), Has.Count.EqualTo(differences));

    [Test]
    public void Compare_OneshotThatEnded_IsInSync() =>
        Assert.That(provider.Compare(new UnitSpec(true, true), new UnitState(true, false, "inactive", RunsToEnd: true)), Is.Empty);

    [Test]
    public async Task Apply_Many_CallsEachVerbOnce()
    {
        Systemctl();

        await provider.ApplyAsync([new("a.service", new UnitSpec(true, true), null), new("b.service", new UnitSpec(true, true), null)], host, default);

        Assert.That(host.Commands.Select(c => c.ToString()), Is.EqualTo(new[]
        {
            "systemctl enable --quiet --no-ask-password -- a.service b.service", "systemctl start --quiet --no-ask-password -- a.service b.service",
        }));
    }

    [Test]
    public void Apply_OneFailsToStart_TheOtherStartsAndTheLogIsTold()
    {
        Systemctl(failing: "bad.service");

        var failure = Assert.ThrowsAsync<ResourceException>(() => provider.ApplyAsync(
            [new("bad.service", new UnitSpec(null, true), null), new("good.service", new UnitSpec(null, true), null)], host, default));

        Assert.That(failure?.Message, Does.Contain("bad.service").And.Contain("cannot bind").And.Not.Contain("good.service"));
        Assert.That(host.Commands.Select(c => c.ToString()), Does.Contain("systemctl start --quiet --no-ask-password -- good.service"));
    }

    [Test]
    public void Apply_StaticUnitEnabled_NeedsAPerson()
    {
        host.Files.WriteText("/usr/lib/systemd/system/static.service", "[Service]\nExecStart=/bin/x\n");
        Systemctl();

        var failure = Assert.ThrowsAsync<ResourceException>(() => provider.ApplyAsync([new("static.service", new UnitSpec(true, null), null)], host, default));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.NeedsPerson));
    }

    [TestCase(false, 100L, "try-restart")]
    [TestCase(true, 100L, "try-restart")]
    [TestCase(true, 99999999999L, "try-reload-or-restart")]
    public async Task Refresh_Reload_UnlessItsFilesAreNewer(bool reload, long started, string verb)
    {
        host.Files.WriteText("/etc/systemd/system/nginx.service", Plain);
        host.Programs["systemctl"] = (command, _) => new CommandResult("systemctl", 0, command.Arguments[0] == "show" ? $"@{started}\n" : "", "");

        await provider.RefreshAsync("nginx.service", new UnitSpec(true, true, Reload: reload), host, default);

        Assert.That(host.Commands[^1].Arguments[0], Is.EqualTo(verb));
    }

    private async Task<UnitState?> ReadAsync() => (UnitState?)await provider.ReadAsync("nginx.service", host, default);

    private void Enable() =>
        host.Files.Link("/etc/systemd/system/multi-user.target.wants/nginx.service", "/usr/lib/systemd/system/nginx.service");

    private void Loaded(string active) => host.Units["nginx.service"] = new LoadedUnit("nginx.service", "loaded", active, "x");

    private void Systemctl(string? failing = null)
    {
        host.Programs["systemctl"] = (command, _) => command.Arguments[0] == "start" && failing is not null && command.Arguments.Contains(failing)
            ? new CommandResult("systemctl", 1, "", $"Job for {failing} failed.")
            : new CommandResult("systemctl", 0, "", "");
        host.Programs["journalctl"] = (_, _) => new CommandResult("journalctl", 0, "cannot bind to port 80\n", "");
    }
}
