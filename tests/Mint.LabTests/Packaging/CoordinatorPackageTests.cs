using Mint.LabTests.Hosts;

namespace Mint.LabTests.Packaging;

/// <summary>The coordinator's Debian package on a bare server, where no coordinator.yaml has been written yet.</summary>
[TestFixture(DebianRelease.Bookworm)]
[TestFixture(DebianRelease.Trixie)]
internal sealed class CoordinatorPackageTests(DebianRelease release)
{
    private const string Own = "/var/lib/mint-coordinator";

    [Test, CancelAfter(120_000)]
    public async Task Install_WithoutConfiguration_EnablesTheUnitAndStartsNothing(CancellationToken ct)
    {
        await using var host = await LabHost.StartAsync(release, ct: ct);
        await CoordinatorPackage.InstallAsync(host, ct);
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(await host.RunAsync("systemctl is-enabled mint-coordinator", ct), Is.EqualTo("enabled"));
            Assert.That((await host.TryAsync("systemctl is-active mint-coordinator", ct)).Output.Trim(), Is.EqualTo("inactive"));
            Assert.That(await host.RunAsync($"stat -c '%A %U %G' {Own}", ct), Is.EqualTo("drwx------ mint-coordinator mint-coordinator"));
            Assert.That(await host.RunAsync("stat -c '%A %U %G' /etc/mint-coordinator", ct), Is.EqualTo("drwxr-x--- root mint-coordinator"));
            Assert.That(await host.RunAsync("systemd-analyze verify mint-coordinator.service 2>&1", ct), Is.Empty);
            Assert.That(await host.RunAsync("ldd /usr/lib/mint-coordinator/*.so /usr/lib/mint-coordinator/mint-coordinator | grep 'not found' || true", ct), Is.Empty);
            Assert.That(await host.RunAsync("mint-coordinator --version", ct), Is.Not.Empty, "the runtime is in the package, and starts");
        });
    }

    [Test, CancelAfter(120_000)]
    public async Task Service_WithAMistakeInItsConfiguration_NamesItAndStaysDown(CancellationToken ct)
    {
        await using var host = await LabHost.StartAsync(release, ct: ct);
        await CoordinatorPackage.InstallAsync(host, ct);
        await host.WriteAsync("/etc/mint-coordinator/coordinator.yaml", "url: nowhere\nrepository: { url: \"https://git.lab/config.git\" }\n", ct: ct);
        Assert.That((await host.TryAsync("systemctl start mint-coordinator", ct)).ExitCode, Is.Not.Zero);
        Assert.That(await host.RunAsync("systemctl show -p Result,ExecMainStatus,NRestarts mint-coordinator", ct), Does.Contain("ExecMainStatus=78").And.Contain("NRestarts=0"));
        Assert.That(await host.RunAsync("journalctl -u mint-coordinator --no-pager -o cat", ct), Does.Contain("/etc/mint-coordinator/coordinator.yaml url: expected https://NAME:PORT"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Purge_AfterInstall_LeavesNothing(CancellationToken ct)
    {
        await using var host = await LabHost.StartAsync(release, ct: ct);
        const string Everything = "find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /var/log -o -path /var/tmp "
            + "-o -path /var/cache -o -path /var/lib/dpkg -o -path /var/lib/systemd \\) -prune -o -print | LC_ALL=C sort";
        var before = await host.RunAsync(Everything, ct);
        await CoordinatorPackage.InstallAsync(host, ct);
        await host.RunAsync($"touch {Own}/coordinator.db && dpkg --purge mint-coordinator", ct);
        var left = (await host.RunAsync(Everything, ct)).Split('\n').Except(before.Split('\n'));
        await Assert.MultipleAsync(async () =>
        {
            // What the tools of passwd(5) keep of the former files.
            Assert.That(left, Is.SubsetOf(new[] { "/etc/passwd-", "/etc/shadow-", "/etc/group-", "/etc/gshadow-", "/etc/subuid-", "/etc/subgid-" }));
            Assert.That((await host.TryAsync("getent passwd mint-coordinator; getent group mint-coordinator", ct)).Output, Is.Empty);
            Assert.That((await host.TryAsync("systemctl list-unit-files --no-legend 'mint-coordinator*'", ct)).Output, Is.Empty);
        });
    }
}
