using Mint.LabTests.Hosts;

namespace Mint.LabTests.Packaging;

/// <summary>The Debian package on a bare server, where no agent.yaml has been written yet.</summary>
[TestFixture(DebianRelease.Bookworm)]
[TestFixture(DebianRelease.Trixie)]
internal sealed class PackageTests(DebianRelease release)
{
    [Test, CancelAfter(120_000)]
    public async Task Install_WithoutConfiguration_EnablesTheUnitAndStartsNothing(CancellationToken ct)
    {
        await using var host = await LabHost.StartAsync(release, ct: ct);
        await AgentPackage.InstallAsync(host, ct);
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(await host.RunAsync("systemctl is-enabled mint-agent", ct), Is.EqualTo("enabled"));
            Assert.That((await host.TryAsync("systemctl is-active mint-agent", ct)).Output.Trim(), Is.EqualTo("inactive"));
            Assert.That(await host.RunAsync("stat -c '%A %U %G' /var/lib/mint-agent", ct), Is.EqualTo("drwxr-x--- root mint"));
            Assert.That(await host.RunAsync("systemd-analyze verify mint-agent.service 2>&1", ct), Is.Empty);
            Assert.That(await host.RunAsync("dpkg --audit && readlink -e /usr/bin/mint", ct), Is.EqualTo("/usr/lib/mint-agent/mint"));
            Assert.That(await host.RunAsync("ldd /usr/lib/mint-agent/* 2>/dev/null | grep 'not found' || true", ct), Is.Empty);
        });
    }

    [Test, CancelAfter(120_000)]
    public async Task Purge_AfterInstall_LeavesOnlyWhatTheAdministratorWrote(CancellationToken ct)
    {
        await using var host = await LabHost.StartAsync(release, ct: ct);
        const string Everything = "find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /var/log -o -path /var/tmp "
            + "-o -path /var/cache -o -path /var/lib/dpkg -o -path /var/lib/systemd \\) -prune -o -print | LC_ALL=C sort";
        var before = await host.RunAsync(Everything, ct);
        await AgentPackage.InstallAsync(host, ct);
        await host.WriteAsync("/etc/mint-agent/deploy_key", "mine\n", "600", ct);
        await host.RunAsync("dpkg --purge mint-agent", ct);
        var left = (await host.RunAsync(Everything, ct)).Split('\n').Except(before.Split('\n'));
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(left, Is.SubsetOf(new[] { "/etc/mint-agent", "/etc/mint-agent/deploy_key", "/etc/group-", "/etc/gshadow-" }));
            Assert.That((await host.TryAsync("getent group mint", ct)).Output, Is.Empty);
            Assert.That((await host.TryAsync("systemctl list-unit-files --no-legend 'mint-agent*'", ct)).Output, Is.Empty);
        });
    }
}
