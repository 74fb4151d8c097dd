using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.Routes;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.Routes;

public sealed class RoutesModuleTests
{
    private const string Network = "198.51.100.0/24";

    [Test]
    public void Compile_Routes_NamesThemAsTheKernelDoes()
    {
        var context = Sections.Compile(
            new RoutesModule(),
            """{"10.20.0.0/16": {"via": "10.0.0.1", "interface": "eth0", "metric": 100}, "2001:DB8:0::/48": {"interface": "eth0"}, "0.0.0.0/0": {"via": "10.0.0.1"}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Select(r => (r.Id.ToString(), (RouteSpec)r.Spec)), Is.EquivalentTo(new[]
        {
            ("route/10.20.0.0/16", new RouteSpec("10.0.0.1", "eth0", 100)),
            ("route/2001:db8::/48", new RouteSpec(null, "eth0", 1024)),
            ("route/0.0.0.0/0", new RouteSpec("10.0.0.1", null, 0)),
        }));
    }

    [TestCase("""{"10.20.0.0": {"via": "10.0.0.1"}}""", "routes.10.20.0.0", "no network")]
    [TestCase("""{"10.20.0.0/33": {"via": "10.0.0.1"}}""", "routes.10.20.0.0/33", "no network")]
    [TestCase("""{"10.20/16": {"via": "10.0.0.1"}}""", "routes.10.20/16", "no network")]
    [TestCase("""{"default": {"via": "10.0.0.1"}}""", "routes.default", "no network")]
    [TestCase("""{"10.20.0.1/16": {"via": "10.0.0.1"}}""", "routes.10.20.0.1/16", "inside a network")]
    [TestCase("""{"2001:db8::1/32": {"via": "2001:db8::1"}}""", "routes.2001:db8::1/32", "inside a network")]
    [TestCase("""{"127.0.0.0/8": {"via": "10.0.0.1"}}""", "routes.127.0.0.0/8", "can't be routed")]
    [TestCase("""{"ff00::/8": {"interface": "eth0"}}""", "routes.ff00::/8", "can't be routed")]
    [TestCase("""{"10.20.0.0/16": {}}""", "routes.10.20.0.0/16", "nowhere")]
    [TestCase("""{"10.20.0.0/16": {"via": "2001:db8::1"}}""", "routes.10.20.0.0/16.via", "IPv6")]
    [TestCase("""{"10.20.0.0/16": {"via": "gateway"}}""", "routes.10.20.0.0/16.via", "no address")]
    [TestCase("""{"10.20.0.0/16": {"via": "127.0.0.1"}}""", "routes.10.20.0.0/16.via", "router")]
    [TestCase("""{"2001:db8::/32": {"via": "fe80::1"}}""", "routes.2001:db8::/32.via", "link-local")]
    [TestCase("""{"10.20.0.0/16": {"interface": "-a b"}}""", "routes.10.20.0.0/16.interface", "interface's name")]
    [TestCase("""{"10.20.0.0/16": {"via": "10.0.0.1", "metric": 0}}""", "routes.10.20.0.0/16.metric", "number")]
    public void Compile_Mistake_SaysWhereAndWhat(string json, string path, string what)
    {
        var context = Sections.Compile(new RoutesModule(), json);

        Assert.That(context.Resources, Is.Empty);
        Assert.That(context.Problems.Select(p => (p.Path, p.Message.Contains(what, StringComparison.Ordinal))), Is.EqualTo(new[] { (path, true) }));
    }

    [Test]
    public async Task Read_RouteOfTheDistribution_IsNotOurs()
    {
        var host = Host();
        host.RouteTable.Add(new NetworkRoute(Network, "192.0.2.9", FakeIpRoute.Link, 100, 4));
        IResourceProvider provider = new RouteProvider();

        Assert.That(await provider.ReadAsync(Network, host, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task TakeRestorePoint_RouteTakesThePlaceOfAnother_BringsItBack()
    {
        var host = Host();
        var before = new NetworkRoute(Network, "192.0.2.9", FakeIpRoute.Link, 0, 4);
        host.RouteTable.Add(before);
        var provider = new RouteProvider();
        var point = await provider.TakeRestorePointAsync(Network, host, CancellationToken.None);
        await ApplyAsync(provider, host, new RouteSpec("192.0.2.2", null, 0));
        Assert.That(host.RouteTable.Single().Gateway, Is.EqualTo("192.0.2.2"));

        await RestoreAsync(point, host);

        Assert.That(host.RouteTable, Is.EqualTo(new[] { before }));
    }

    [Test]
    public async Task TakeRestorePoint_RouteWithAnotherMetricOfOurs_BringsItBackAndTheNewOneIsGone()
    {
        var host = Host();
        var before = new NetworkRoute(Network, "192.0.2.2", FakeIpRoute.Link, 50, NetworkRoute.OfSection);
        host.RouteTable.Add(before);
        var provider = new RouteProvider();
        var point = await provider.TakeRestorePointAsync(Network, host, CancellationToken.None);
        await ApplyAsync(provider, host, new RouteSpec("192.0.2.3", null, 70));
        Assert.That(host.RouteTable.Single().Metric, Is.EqualTo(70));

        await RestoreAsync(point, host);

        Assert.That(host.RouteTable, Is.EqualTo(new[] { before }));
    }

    [Test]
    public async Task TakeRestorePoint_NoRouteBefore_LeavesNoneAgain()
    {
        var host = Host();
        var provider = new RouteProvider();
        var point = await provider.TakeRestorePointAsync(Network, host, CancellationToken.None);
        await ApplyAsync(provider, host, new RouteSpec("192.0.2.3", null, 0));

        await RestoreAsync(point, host);

        Assert.That(host.RouteTable, Is.Empty);
    }

    private static FakeHost Host()
    {
        var host = FakeHost.Debian();
        FakeIpRoute.Install(host);
        return host;
    }

    private static async Task ApplyAsync(IResourceProvider provider, FakeHost host, RouteSpec spec) =>
        await provider.ApplyAsync([new(Network, spec, await provider.ReadAsync(Network, host, CancellationToken.None))], host, CancellationToken.None);

    private static async Task RestoreAsync(Core.Confirming.RestorePoint point, FakeHost host)
    {
        foreach (var command in point.Commands)
        {
            var result = await host.RunAsync(new Command(command.Program, command.Arguments), CancellationToken.None);
            if (!command.MayFail)
            {
                result.EnsureSuccess();
            }
        }
    }
}
