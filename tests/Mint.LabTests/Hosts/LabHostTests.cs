namespace Mint.LabTests.Hosts;

[TestFixture(DebianRelease.Bookworm)]
[TestFixture(DebianRelease.Trixie)]
internal sealed class LabHostTests(DebianRelease release)
{
    [Test, CancelAfter(120_000)]
    public async Task StartAsync_Booted_IsARunningServerOfItsRelease(CancellationToken ct)
    {
        await using var host = await LabHost.StartAsync(release, "probe", ct: ct);
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(await host.RunAsync("systemctl is-system-running", ct), Is.EqualTo("running"));
            Assert.That(await host.RunAsync("hostname", ct), Is.EqualTo("probe"));
            Assert.That(await host.RunAsync(". /etc/os-release && echo $VERSION_CODENAME", ct), Is.EqualTo(release.ToString().ToLowerInvariant()));
            Assert.That(await host.RunAsync("sysctl -nw net.ipv4.ip_forward=1", ct), Is.EqualTo("1"));
        });
    }

    [Test, CancelAfter(120_000)]
    public async Task WriteAsync_BelowRun_IsSeenByTheHost(CancellationToken ct)
    {
        await using var host = await LabHost.StartAsync(release, ct: ct);
        await host.WriteAsync("/run/probe/it", "a 'b' $c\n", "600", ct);
        Assert.That(await host.RunAsync("stat -c %a /run/probe/it && cat /run/probe/*", ct), Is.EqualTo("600\na 'b' $c"));
    }
}
