using System.Net;
using System.Text;
using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Modules.WireGuard;
using Mint.Testing.FakePrograms;
using Mint.Testing.Hosts;
using NUnit.Framework;

namespace Mint.UnitTests.WireGuard;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WireGuardProviderTests
{
    private const string Name = "mint0";
    private const string Script = "/etc/wireguard/mint0.up";
    private const string Unit = "/etc/systemd/system/mint-wireguard-mint0.service";

    private static readonly WireGuardPeerSpec Web = new("web-02", Meshes.KeyA, "192.0.2.7:51820", ["10.90.0.12/32"], 0);
    private static readonly WireGuardPeerSpec Shop = new("shop", Meshes.KeyB, null, ["10.20.0.0/16", "10.90.0.13/32"], 25);

    private readonly FakeHost host = FakeHost.Debian();
    private readonly IResourceProvider provider = new WireGuardProvider();

    public WireGuardProviderTests() => FakeWireGuard.Install(host);

    private string Key => host.Files.ReadText("/var/lib/mint-agent/wireguard/mint0.key") ?? throw new AssertionException("no key");

    [Test]
    public async Task Apply_Fresh_BringsItUpWithAKeyOfItsOwn()
    {
        await ApplyAsync(Spec(Web, Shop));

        Assert.That(await PlanAsync(Spec(Web, Shop)), Is.Empty);
        var device = host.WireGuard[Name];
        Assert.That((device.PublicKey, device.ListenPort), Is.EqualTo((FakeWireGuard.PublicOf(Key), 51820)));
        Assert.That(host.Files.Find(WireGuardKeys.Directory)?.Mode, Is.EqualTo(0x1C0));
        Assert.That(host.Files.Find(WireGuardKeys.PrivatePath(Name))?.Mode, Is.EqualTo(0x180));
        Assert.That(host.Files.Find(WireGuardKeys.PublicPath(Name))?.Mode, Is.EqualTo(0x1A4));
        Assert.That(WireGuardKeys.ReadPublic(host, Name), Is.EqualTo(device.PublicKey));
        Assert.That(host.RouteTable.Select(r => (r.Destination, r.Interface)), Is.EqualTo(new[] { ("10.20.0.0/16", Name) }));
        Assert.That(host.Files.Exists("/etc/systemd/system/multi-user.target.wants/mint-wireguard-mint0.service"));
    }

    [Test]
    public async Task Apply_Key_IsInNoArgumentScriptOrDifference()
    {
        var before = await PlanAsync(Spec(Web));
        await ApplyAsync(Spec(Web));
        var after = await PlanAsync(Spec(Web, Shop) with { ListenPort = 1 });
        await ApplyAsync(Spec(Web, Shop));

        var seen = string.Join('\n', host.Commands.Select(c => $"{c} {c.Input} {string.Join(' ', c.Environment.Values)}"))
            + host.Files.ReadText(Script) + host.Files.ReadText(Unit) + string.Join('\n', before.Concat(after));
        Assert.That(seen, Does.Not.Contain(Key.Trim()));
    }

    [Test]
    public async Task Plan_SecondLook_RunsNothing()
    {
        await ApplyAsync(Spec(Web));
        var runs = host.Commands.Count;

        await PlanAsync(Spec(Web));

        Assert.That(host.Commands, Has.Count.EqualTo(runs));
    }

    [Test]
    public async Task Apply_PeerIsAdded_KeepsTheInterface()
    {
        await ApplyAsync(Spec(Web));
        host.Commands.Clear();

        await ApplyAsync(Spec(Web, Shop));

        Assert.That(host.Commands.Select(c => c.ToString()), Does.Contain("wg syncconf mint0 /dev/stdin").And.None.Contains("systemctl restart"));
        Assert.That(await PlanAsync(Spec(Web, Shop)), Is.Empty);
    }

    [Test]
    public async Task Plan_WhatDiffers_IsNamedPeerByPeer()
    {
        await ApplyAsync(Spec(Web, Shop));
        FakeWireGuard.Edit(host, Name, Meshes.KeyA, p => p with { AllowedAddresses = ["10.90.0.99/32"], Endpoint = null, Keepalive = 5, HasPresharedKey = true });
        FakeWireGuard.Edit(host, Name, Meshes.KeyB, p => p with { PublicKey = Meshes.KeyC });
        FakeIp.Run(["address", "replace", "192.0.2.1/24", "dev", Name], host);
        FakeIp.Run(["route", "replace", "0.0.0.0/0", "dev", Name], host);
        host.WireGuard[Name] = host.WireGuard[Name] with { ListenPort = 7, FirewallMark = 3 };

        var differences = await PlanAsync(Spec(Web, Shop));

        Assert.That(differences.Select(d => $"{d.Attribute}: {d.Before} → {d.After}"), Is.EqualTo(new[]
        {
            "addresses: 10.90.0.11/16, 192.0.2.1/24 → 10.90.0.11/16",
            "routes: 0.0.0.0/0, 10.20.0.0/16 → 10.20.0.0/16",
            "port: 7 → 51820",
            "firewall mark: 3 → none",
            "peer web-02: allowed addresses: 10.90.0.99/32 → 10.90.0.12/32",
            "peer web-02: endpoint:  → 192.0.2.7:51820",
            "peer web-02: keepalive: 5 → 0",
            "peer web-02: preshared key: set → ",
            $"peer shop: key: {Meshes.KeyC} → {Meshes.KeyB}",
        }));
        await ApplyAsync(Spec(Web, Shop));
        Assert.That(await PlanAsync(Spec(Web, Shop)), Is.Empty);
    }

    [Test]
    public async Task Apply_OwnAddressIsNotTheFirst_IsThereAfterTheForeignOneIsGone()
    {
        await ApplyAsync(Spec());
        host.Links[Name] = host.Links[Name] with { Addresses = ["10.90.0.10/16", "10.90.0.11/16"] };

        await ApplyAsync(Spec());

        Assert.That(host.Links[Name].Addresses, Is.EqualTo(new[] { "10.90.0.11/16" }));
    }

    [TestCase(2, ExpectedResult = "203.0.113.9:4000", Description = "it roams")]
    [TestCase(4, ExpectedResult = "192.0.2.7:51820", Description = "it is silent")]
    public async Task<string?> Apply_LiveEndpointDiffers_CountsWhileThePeerWasHeardLately(int minutesAgo)
    {
        await ApplyAsync(Spec(Web));
        FakeWireGuard.Edit(host, Name, Meshes.KeyA, p => p with { Endpoint = IPEndPoint.Parse("203.0.113.9:4000"), LastHandshake = host.Now.AddMinutes(-minutesAgo) });

        Assert.That((await PlanAsync(Spec(Web))).Count, Is.EqualTo(minutesAgo > 3 ? 1 : 0));
        await ApplyAsync(Spec(Web, Shop));

        Assert.That(await PlanAsync(Spec(Web, Shop)), Is.Empty);
        return host.WireGuard[Name].Peers.Single(p => p.PublicKey == Meshes.KeyA).Endpoint?.ToString();
    }

    [Test]
    public async Task Apply_EndpointIsAName_IsResolvedByWgAlone()
    {
        var named = Web with { Endpoint = "web-02.example.org:51820" };

        await ApplyAsync(Spec(named));

        Assert.That(await PlanAsync(Spec(named)), Is.Empty);
        Assert.That(host.Files.ReadText(Script), Does.Not.Contain("Endpoint ="));
    }

    [Test]
    public async Task Apply_NameIsNotResolved_FailsAndAllElseIsInPlace()
    {
        var named = Web with { Endpoint = FakeWireGuard.Unresolvable + ":51820" };

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(Spec(named, Shop)));

        Assert.That(failure?.Kind, Is.EqualTo(FailureKind.Retry));
        Assert.That(failure?.Message, Does.StartWith("nowhere.example.org:51820 of web-02 could not be resolved"));
        Assert.That((await PlanAsync(Spec(named, Shop))).Select(d => d.Attribute), Is.EqualTo(new[] { "peer web-02: endpoint" }));
    }

    [Test]
    public async Task Apply_UnitFailed_IsStartedAgain()
    {
        await ApplyAsync(Spec(Web));
        FakeIp.Run(["link", "delete", "dev", Name], host);
        host.Units["mint-wireguard-mint0.service"] = host.Units["mint-wireguard-mint0.service"] with { ActiveState = "failed" };
        var key = Key;

        Assert.That((await PlanAsync(Spec(Web))).Select(d => d.Attribute), Is.EqualTo(new[] { "interface", "peer web-02", "unit" }));
        await ApplyAsync(Spec(Web));

        Assert.That(await PlanAsync(Spec(Web)), Is.Empty);
        Assert.That(Key, Is.EqualTo(key));
    }

    [TestCase("wg", "wg is not installed; the package wireguard-tools brings it")]
    [TestCase("ip", "ip is not installed; the package iproute2 brings it")]
    public async Task Apply_ProgramIsMissing_SaysWhichPackage(string program, string message)
    {
        await ApplyAsync(Spec());
        host.Programs.Remove(program);

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(Spec() with { Addresses = ["10.90.0.12/16"] }));

        Assert.That(failure?.Message, Is.EqualTo(message));
    }

    [Test]
    public void Apply_InterfaceOfAnotherKind_IsLeftAlone()
    {
        host.Links[Name] = new NetworkLink(Name, 9, "bridge", IsUp: true, 1500, ["10.0.0.1/24"]);

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(Spec()));

        Assert.That((failure?.Kind, failure?.Message), Is.EqualTo((FailureKind.NeedsPerson, "there is an interface mint0 already, and it is bridge; rename the network or remove the interface")));
        Assert.That(host.Log, Is.Empty);
    }

    [Test]
    public void Apply_WgQuickHasTheName_IsLeftAlone()
    {
        host.Files.WriteText("/etc/wireguard/mint0.conf", "[Interface]\n");

        var failure = Assert.ThrowsAsync<ResourceException>(() => ApplyAsync(Spec()));

        Assert.That(failure?.Message, Does.StartWith("/etc/wireguard/mint0.conf is there, from which wg-quick brings up an interface"));
    }

    [Test]
    public async Task Delete_LeavesNeitherInterfaceNorFilesNorKeys()
    {
        await ApplyAsync(Spec(Web, Shop));
        await WireGuardKeys.MakeNextAsync(host, Name, CancellationToken.None);

        await provider.DeleteAsync([Name], host, CancellationToken.None);

        Assert.That(await provider.ReadAsync(Name, host, CancellationToken.None), Is.Null);
        Assert.That(host.Links, Is.Empty);
        Assert.That(host.List(WireGuardKeys.Directory).Concat(host.List("/etc/wireguard")), Is.Empty);
        Assert.That(host.Files.Exists(Unit) || host.Files.Exists("/etc/systemd/system/multi-user.target.wants/mint-wireguard-mint0.service"), Is.False);
    }

    [Test]
    public async Task TouchesWayIn_TellsWhatMayCutOff()
    {
        await ApplyAsync(Spec(Web, Shop));

        Assert.Multiple(async () =>
        {
            Assert.That(await TouchesAsync(Spec(Web, Shop, new("new", Meshes.KeyC, null, ["10.90.0.14/32"], 0))), Is.False, "a peer comes");
            Assert.That(await TouchesAsync(Spec(Web with { PublicKey = Meshes.KeyC }, Shop)), Is.False, "a peer has another key");
            Assert.That(await TouchesAsync(Spec(Web with { Endpoint = "192.0.2.8:1" }, Shop)), Is.False, "a peer is elsewhere");
            Assert.That(await TouchesAsync(Spec(Web)), Is.True, "a peer goes");
            Assert.That(await TouchesAsync(Spec(Web with { AllowedAddresses = ["10.90.0.99/32"] }, Shop)), Is.True, "allowed addresses");
            Assert.That(await TouchesAsync(Spec(Web, Shop) with { Addresses = ["10.90.0.99/16"] }), Is.True, "an address");
            Assert.That(await TouchesAsync(Spec(Web, Shop) with { ListenPort = 1 }), Is.True, "the port");
            Assert.That(await TouchesAsync(Spec(Web, Shop) with { OwnKey = Meshes.KeyC }), Is.True, "the key");
            Assert.That(provider.TouchesWayIn(Name, provider.DescribeDeletion(Name, await LookAsync() ?? "")), Is.True, "it goes");
        });
    }

    private async Task<bool> TouchesAsync(WireGuardSpec spec) => provider.TouchesWayIn(Name, await PlanAsync(spec));

    [Test]
    public async Task TakeRestorePoint_OfAnInterface_HoldsItsKeyInInputAloneAndAllFiles()
    {
        await ApplyAsync(Spec(Web, Shop));

        var point = await provider.TakeRestorePointAsync(Name, host, CancellationToken.None);

        Assert.That(point.Commands.SelectMany(c => c.Arguments), Has.None.Contains(Key.Trim()));
        var sync = point.Commands.Single(c => c.Program == "wg");
        Assert.That(Encoding.UTF8.GetString(sync.Input ?? []), Does.Contain(Key.Trim()).And.Contain(Meshes.KeyA));
        Assert.That(point.Commands.Select(c => c.ToString()), Has.Some.Contains("ip"));
        Assert.That(point.Files.Single(f => f.Path == WireGuardKeys.PrivatePath(Name)).Access.Mode, Is.EqualTo(0x180));
        Assert.That(point.Files.Where(f => f.Content is not null).Select(f => f.Path), Is.SupersetOf(new[] { Script, Unit }));
        Assert.That(point.Commands.Select(c => string.Join(' ', c.Arguments)), Does.Contain("address replace 10.90.0.11/16 dev mint0").And.Contain("route replace 10.20.0.0/16 dev mint0 proto static"));
    }

    [Test]
    public async Task TakeRestorePoint_OfNothing_RemovesWhatWillCome()
    {
        var point = await provider.TakeRestorePointAsync(Name, host, CancellationToken.None);

        Assert.That(point.Files.Select(f => f.Content), Is.All.Null);
        Assert.That(point.Commands.Select(c => $"{c.Program} {string.Join(' ', c.Arguments)}"), Is.EqualTo(new[]
        {
            "systemctl stop mint-wireguard-mint0.service", "ip link delete dev mint0", "systemctl daemon-reload",
        }));
    }

    [Test]
    public void WatchedNetwork_NamesTheInterface() => Assert.That(
        provider.WatchedNetwork(Name, Spec(Web)),
        Is.EqualTo(new[] { NetworkTopic.Link(Name), NetworkTopic.WireGuard(Name) }));

    private static WireGuardSpec Spec(params WireGuardPeerSpec[] peers) => new(["10.90.0.11/16"], 51820, null, peers);

    private Task ApplyAsync(WireGuardSpec spec) => provider.ApplyAsync([new ApplyItem<object, object>(Name, spec, null)], host, CancellationToken.None);

    private async Task<object?> LookAsync()
    {
        host.Forget();
        return await provider.ReadAsync(Name, host, CancellationToken.None);
    }

    private async Task<IReadOnlyList<Difference>> PlanAsync(WireGuardSpec spec) => provider.Compare(spec, await LookAsync());
}
