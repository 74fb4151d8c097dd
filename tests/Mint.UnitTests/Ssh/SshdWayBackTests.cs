using Mint.Core.Confirming;
using Mint.Core.Providers;
using Mint.Modules;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Ssh;

public sealed class SshdWayBackTests
{
    private const string Own = "/etc/ssh/sshd_config.d/00-mint.conf";

    [Test]
    public async Task RestorePoint_OfOurFile_HoldsItsTextAndReloadsSshd()
    {
        var host = new FakeHost();
        host.Files.WriteText(Own, "Port 22\n", 0x1A4);

        var point = await TakeAsync("sshd", "settings", host);

        Assert.That(point.Files.Select(f => (f.Path, f.Content?.Length, f.Access.Mode)), Is.EqualTo(new[] { (Own, (int?)8, 0x1A4), ("/run/mint-check/sshd.before", null, 0) }));
        Assert.That(point.Commands.Single().Arguments, Is.EqualTo(new[] { "try-reload-or-restart", "--", "ssh.service" }));
    }

    [Test]
    public async Task RestorePoint_WithoutOurFile_RemovesIt() =>
        Assert.That((await TakeAsync("sshd", "settings", new FakeHost())).Files[0].Content, Is.Null);

    [TestCase("file", "/etc/network/interfaces", true)]
    [TestCase("file", "/etc/resolv.conf", true)]
    [TestCase("block", "/etc/network/interfaces#ours", true)]
    [TestCase("link", "/etc/systemd/network/10-eth0.network", true)]
    [TestCase("file", "/etc/networks", false)]
    [TestCase("file", "/etc/motd", false)]
    public void NetworkFiles_TouchTheWayIn(string kind, string name, bool touches) =>
        Assert.That(ModuleCatalog.Providers[kind].TouchesWayIn(name, []), Is.EqualTo(touches));

    [Test]
    public async Task RestorePoint_OfANetworkFile_RestartsWhatReadsItWhereThatRunsAndKeepsTheRoutes()
    {
        var host = new FakeHost();
        host.Files.WriteText("/etc/network/interfaces", "auto lo\n");
        host.Units["networking.service"] = new Core.Hosts.LoadedUnit("networking.service", "loaded", "active", "exited");
        host.RouteTable.Add(new Core.Hosts.NetworkRoute("0.0.0.0/0", "192.0.2.1", "eth0", 0, 3));
        host.RouteTable.Add(new Core.Hosts.NetworkRoute("192.0.2.0/24", null, "eth0", 0, 2));

        var point = await TakeAsync("file", "/etc/network/interfaces", host);

        Assert.That(point.Commands.Select(c => c.Program), Is.EqualTo(new[] { "systemctl", "ip" }));
        Assert.That(System.Text.Encoding.UTF8.GetString(point.Commands[1].Input ?? []), Is.EqualTo("route replace 0.0.0.0/0 via 192.0.2.1 dev eth0 metric 0 proto 3\n"));
    }

    [Test]
    public void RestorePoint_OfADirectory_IsRefused()
    {
        var host = new FakeHost();
        host.Files.MakeDirectory("/etc/resolv.conf");

        Assert.That(async () => await TakeAsync("file", "/etc/resolv.conf", host), Throws.TypeOf<ResourceException>());
    }

    private static async Task<RestorePoint> TakeAsync(string kind, string name, FakeHost host) =>
        await ModuleCatalog.Providers[kind].TakeRestorePointAsync(name, host, CancellationToken.None);
}
