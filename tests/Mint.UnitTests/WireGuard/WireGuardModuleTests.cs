using Mint.Core;
using Mint.Core.Graph;
using Mint.Modules.Files;
using Mint.Modules.HostSystem;
using Mint.Modules.WireGuard;
using NUnit.Framework;

namespace Mint.UnitTests.WireGuard;

public sealed class WireGuardModuleTests
{
    [Test]
    public void Compile_Mesh_HasEveryOtherMemberWhoseKeyIsKnown()
    {
        var spec = Meshes.Spec(
            Meshes.Repo(b: "{ address: 10.90.0.2, endpoint: b.example.org, routes: [10.20.0.0/16] }"),
            "a",
            Meshes.Fact("b", Meshes.KeyB, "198.51.100.2:1000"),
            Meshes.Fact("d", Meshes.KeyA),
            new PeerFact("c", "other", Meshes.KeyC, []));

        Assert.That(spec.Addresses, Is.EqualTo(new[] { "10.90.0.1/16" }));
        Assert.That((spec.ListenPort, spec.OwnKey), Is.EqualTo((51820, (string?)null)));
        var peer = spec.Peers.Single();
        Assert.That((peer.Host, peer.PublicKey, peer.Endpoint, peer.Keepalive), Is.EqualTo(("b", Meshes.KeyB, "b.example.org:51820", 25)));
        Assert.That(peer.AllowedAddresses, Is.EqualTo(new[] { "10.20.0.0/16", "10.90.0.2/32" }));
    }

    [Test]
    public void Compile_PinnedKeys_WinOverWhatHostsSay()
    {
        var files = Meshes.Repo(a: $"{{ address: 10.90.0.1, public_key: {Meshes.KeyA} }}", b: $"{{ address: 10.90.0.2, public_key: {Meshes.KeyB} }}");

        var spec = Meshes.Spec(files, "a", Meshes.Fact("a", Meshes.KeyC), Meshes.Fact("b", Meshes.KeyC));

        Assert.That(spec.OwnKey, Is.EqualTo(Meshes.KeyA));
        Assert.That(spec.Peers.Select(p => (p.Host, p.PublicKey)), Is.EqualTo(new[] { ("b", Meshes.KeyB) }));
    }

    [Test]
    public void Compile_OwnFact_IsTheOwnKey() => Assert.That(Meshes.Spec(Meshes.Repo(), "a", Meshes.Fact("a", Meshes.KeyC)).OwnKey, Is.EqualTo(Meshes.KeyC));

    [TestCase("{ address: 10.90.0.2, endpoint: \"b.example.org:99\" }", "", "203.0.113.7:1", ExpectedResult = "b.example.org:99")]
    [TestCase("{ address: 10.90.0.2, endpoint: \"2001:db8::2\" }", "", "203.0.113.7:1", ExpectedResult = "[2001:db8::2]:51820")]
    [TestCase("{ address: 10.90.0.2 }", "addresses: [192.0.2.2]\n", "[2001:db8::7]:1", ExpectedResult = "[2001:db8::7]:1")]
    [TestCase("{ address: 10.90.0.2 }", "addresses: [192.0.2.2]\n", "evil.example.org:1", ExpectedResult = "192.0.2.2:51820")]
    [TestCase("{ address: 10.90.0.2 }", "addresses: [192.0.2.2]\n", "192.0.2.1:1\nPostUp = x", ExpectedResult = "192.0.2.2:51820")]
    [TestCase("{ address: 10.90.0.2 }", "", "192.0.2.1", ExpectedResult = null)]
    public string? Compile_Endpoint_IsTheFirstThatIsKnown(string b, string moreOfB, string said) =>
        Meshes.Spec(Meshes.Repo(b: b, moreOfB: moreOfB), "a", Meshes.Fact("b", Meshes.KeyB, said)).Peers.Single().Endpoint;

    [TestCase("{ address: 10.90.0.1, endpoint: a.example.org }", ExpectedResult = 25, Description = "others reach it, and a dead way is seen")]
    [TestCase("{ address: 10.90.0.1 }", ExpectedResult = 25, Description = "behind a NAT")]
    public int Compile_Keepalive_IsForEveryMember(string a) => Meshes.Spec(Meshes.Repo(a: a), "a", Meshes.Fact("b", Meshes.KeyB, "192.0.2.2:51820")).Peers.Single().Keepalive;

    [TestCase("not a key")]
    [TestCase("AAAA")]
    [TestCase("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg")]
    [TestCase("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dh=")]
    [TestCase("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=\n")]
    public void Compile_WhatIsSaidIsNoKey_IsNotBelieved(string key) => Assert.That(Meshes.Spec(Meshes.Repo(), "a", Meshes.Fact("b", key)).Peers, Is.Empty);

    [Test]
    public void Compile_TwoHostsSayOneKey_IsBelievedOfOneAlone()
    {
        var first = Meshes.Spec(Meshes.Repo(), "a", Meshes.Fact("c", Meshes.KeyB), Meshes.Fact("b", Meshes.KeyB));
        var pinned = Meshes.Spec(Meshes.Repo(c: $"{{ address: 10.90.0.3, public_key: {Meshes.KeyB} }}"), "a", Meshes.Fact("b", Meshes.KeyB));
        var own = Meshes.Spec(Meshes.Repo(), "a", Meshes.Fact("a", Meshes.KeyB), Meshes.Fact("b", Meshes.KeyB));

        Assert.That(first.Peers.Select(p => p.Host), Is.EqualTo(new[] { "b" }));
        Assert.That(pinned.Peers.Select(p => p.Host), Is.EqualTo(new[] { "c" }));
        Assert.That(own.Peers, Is.Empty);
    }

    [Test]
    public void Compile_MemberOfAHub_SendsAllToTheFirstHubAndOnlyTheirOwnToOthers()
    {
        var files = Meshes.Repo(Meshes.Hub, b: "{ address: 10.90.0.2, routes: [10.22.0.0/16] }", a: "{ address: 10.90.0.1, routes: [10.21.0.0/16] }");
        files["hosts/e.yaml"] = "groups: [c]\nwireguard: { mint0: { address: 10.90.0.5, routes: [10.25.0.0/16] } }\n";
        files["hosts/a.yaml"] += "system: { sysctl: { net.ipv4.ip_forward: \"1\" } }\n";

        var peers = Meshes.Spec(files, "c", Meshes.Fact("a", Meshes.KeyA), Meshes.Fact("b", Meshes.KeyB), Meshes.Fact("e", Meshes.KeyC)).Peers;

        Assert.That(peers.Select(p => $"{p.Host} {string.Join(' ', p.AllowedAddresses)}"), Is.EqualTo(new[]
        {
            "a 10.21.0.0/16 10.25.0.0/16 10.90.0.0/16",
            "b 10.22.0.0/16 10.90.0.2/32",
        }));
    }

    [Test]
    public void Compile_Hub_HasAllMembersAndForwards()
    {
        var compiled = Meshes.Compile(Meshes.Repo(Meshes.Hub), "a", Meshes.Fact("b", Meshes.KeyB), Meshes.Fact("c", Meshes.KeyC));

        Assert.That(compiled.Problems, Is.Empty);
        var spec = (WireGuardSpec?)compiled.Graph.Find(new ResourceId("wireguard", "mint0"))?.Spec;
        Assert.That(spec?.Peers.Select(p => $"{p.Host} {string.Join(' ', p.AllowedAddresses)}"), Is.EqualTo(new[] { "b 10.90.0.2/32", "c 10.90.0.3/32" }));
        Assert.That(compiled.Graph.Find(new ResourceId("sysctl", "net.ipv4.ip_forward"))?.Spec, Is.EqualTo(new SysctlSpec("1")));
    }

    [Test]
    public void Compile_HubWithIpv6_WantsAPersonToForward()
    {
        const string fleet = "version: 1\nnetworks: { mint0: { cidr: \"fd00:90::/64\", topology: hub, hubs: [a], hosts: [b, c] } }\n";
        var files = Meshes.Repo(fleet, a: "{ address: \"fd00:90::1\" }", b: "{ address: \"fd00:90::2\" }", c: "{ address: \"fd00:90::3\" }");

        Assert.That(Meshes.Compile(files).Problems.Single().Message, Does.Contain("net.ipv6.conf.all.forwarding to be 1"));
        files["hosts/a.yaml"] += "system: { sysctl: { net.ipv6.conf.all.forwarding: \"1\" } }\n";
        Assert.That(Meshes.Spec(files, "a", Meshes.Fact("b", Meshes.KeyB)).Peers.Single().AllowedAddresses, Is.EqualTo(new[] { "fd00:90::2/128" }));
    }

    [TestCase("mint0", "10.90.0.1 a.mint0 a.mint0.internal\n10.90.0.2 b.mint0 b.mint0.internal\n10.90.0.3 c.mint0 c.mint0.internal\n")]
    [TestCase("com", "10.90.0.1 a.com.internal\n10.90.0.2 b.com.internal\n10.90.0.3 c.com.internal\n")]
    public void Compile_Names_AreOfAllMembersAndShadowNoPublicOne(string network, string expected)
    {
        var files = Meshes.Repo(Meshes.Mesh.Replace("mint0", network, StringComparison.Ordinal));
        foreach (var host in "abc")
        {
            files[$"hosts/{host}.yaml"] = files[$"hosts/{host}.yaml"].Replace("mint0", network, StringComparison.Ordinal);
        }

        var compiled = Meshes.Compile(files);

        Assert.That(compiled.Problems, Is.Empty);
        Assert.That(compiled.Graph.Find(new ResourceId("block", $"/etc/hosts#wireguard-{network}"))?.Spec, Is.EqualTo(new BlockSpec(expected)));
    }

    [Test]
    public void Compile_Member_BringsThePackagesFirst()
    {
        var order = Meshes.Compile(Meshes.Repo()).Graph.InOrder.Select(r => r.Id.ToString()).ToList();

        Assert.That(order, Does.Contain("package/wireguard-tools").And.Contain("package/wireguard-go"));
        Assert.That(order.IndexOf("wireguard/mint0"), Is.GreaterThan(order.IndexOf("package/wireguard-tools")));
    }

    [TestCase("{ address: nonsense }", "wireguard.mint0.address", "'nonsense' is no IP address")]
    [TestCase("{ address: 10.91.0.1 }", "wireguard.mint0.address", "10.91.0.1 is not in 10.90.0.0/16, the network mint0")]
    [TestCase("{ address: 10.90.0.0 }", "wireguard.mint0.address", "10.90.0.0 stands for all of 10.90.0.0/16")]
    [TestCase("{ address: 10.90.255.255 }", "wireguard.mint0.address", "10.90.255.255 stands for all of 10.90.0.0/16")]
    [TestCase("{ address: 10.90.0.2 }", "wireguard.mint0.address", "b has the same address 10.90.0.2 (hosts/b.yaml:1:32)")]
    [TestCase("{ address: 10.90.0.1, endpoint: \"a b\" }", "wireguard.mint0.endpoint", "'a b' is no name or address of a host")]
    [TestCase("{ address: 10.90.0.1, endpoint: \"a.example.org:0\" }", "wireguard.mint0.endpoint", "is no name or address")]
    [TestCase("{ address: 10.90.0.1, endpoint: 10.1 }", "wireguard.mint0.endpoint", "is no name or address")]
    [TestCase("{ address: 10.90.0.1, public_key: abc }", "wireguard.mint0.public_key", "expected a public key as 'wg pubkey' prints it")]
    [TestCase("{ address: 10.90.0.1, public_key: " + Meshes.KeyB + " }", "wireguard.mint0.public_key", "b has the same key in the network mint0 (hosts/b.yaml:1:55)")]
    [TestCase("{ address: 10.90.0.1, routes: [10.20.0.7/16] }", "wireguard.mint0.routes.0", "has bits set behind its prefix")]
    [TestCase("{ address: 10.90.0.1, routes: [0.0.0.0/0] }", "wireguard.mint0.routes.0", "0.0.0.0/0 is everything there is, not a network behind this host")]
    [TestCase("{ address: 10.90.0.1, routes: [10.90.7.0/24] }", "wireguard.mint0.routes.0", "overlaps 10.90.0.0/16, the network mint0 itself")]
    [TestCase("{ address: 10.90.0.1, routes: [10.21.0.0/16, 10.21.1.0/24] }", "wireguard.mint0.routes.1", "overlaps 10.21.0.0/16 of the same host")]
    [TestCase("{ address: 10.90.0.1, routes: [10.30.1.0/24] }", "wireguard.mint0.routes.0", "10.30.1.0/24 overlaps 10.30.0.0/16 behind b (hosts/b.yaml:1:109)")]
    public void Compile_Mistake_IsOneProblemAtItsPlace(string a, string path, string message)
    {
        var compiled = Meshes.Compile(Meshes.Repo(a: a, b: $"{{ address: 10.90.0.2, public_key: {Meshes.KeyB}, routes: [10.30.0.0/16] }}"));

        Assert.That(compiled.Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));
        Assert.That(compiled.Problems[0].Message, Does.Contain(message));
        Assert.That(compiled.Problems[0].Origin.File, Is.EqualTo("hosts/a.yaml"));
    }

    [TestCase("a", "hosts/a.yaml:1:23")]
    [TestCase("b", "hosts/b.yaml:1:23")]
    public void Compile_OneAddressOfTwo_IsToldToBoth(string host, string place) =>
        Assert.That(Meshes.Compile(Meshes.Repo(b: "{ address: 10.90.0.1 }"), host).Problems.Single().Origin.ToString(), Is.EqualTo(place));

    [Test]
    public void Compile_AnotherHostsMistake_IsItsOwn()
    {
        var files = Meshes.Repo(b: "{ address: 300.1, public_key: x, routes: [y], endpoint: \"; rm -rf /\" }");

        Assert.That(Meshes.Spec(files, "a", Meshes.Fact("b", Meshes.KeyB)).Peers, Is.Empty);
    }

    [Test]
    public void Compile_NoMember_IsAProblem()
    {
        var files = Meshes.Repo();
        files["hosts/d.yaml"] = "wireguard: { mint0: { address: 10.90.0.4 }, mint1: { address: 10.91.0.4 } }\n";

        Assert.That(Meshes.Compile(files, "d").Problems.Select(p => $"{p.Origin} {p.Message} {p.Hint}"), Is.EqualTo(new[]
        {
            "hosts/d.yaml:1:14 d is no member of the network mint0 List it in mint.yaml under networks.mint0.hosts, or one of its groups under groups.",
            "hosts/d.yaml:1:45 there is no network 'mint1' in mint.yaml Did you mean 'mint0'? Known: mint0",
        }));
    }

    [Test]
    public void Compile_WhatAGroupSays_IsSeenByNobodyElse()
    {
        var files = Meshes.Repo();
        files["groups/c.yaml"] = "vars: { last: \"3\" }\n";
        files["hosts/c.yaml"] = "groups: [c]\nwireguard: { mint0: { address: \"10.90.0.${last}\" } }\n";

        Assert.That(Meshes.Compile(files, "c").Problems.Single().Message, Does.StartWith("the other members see only what the host's own file says"));
    }

    [Test]
    public void Compile_TwoNetworksWithOnePort_AreAProblemOfWhoIsInBoth()
    {
        var files = Meshes.Repo("version: 1\nnetworks: { mint0: { cidr: 10.90.0.0/16, hosts: [a, b, c] }, mint1: { cidr: 10.91.0.0/16, hosts: [a] } }\n");
        files["hosts/a.yaml"] = "wireguard: { mint0: { address: 10.90.0.1 }, mint1: { address: 10.91.0.1 } }\n";

        Assert.That(Meshes.Compile(files).Problems.Select(p => p.Message), Has.All.Contains("have one port, 51820").And.Exactly(2).Items);
        Assert.That(Meshes.Compile(files, "b").Problems, Is.Empty);
    }
}
