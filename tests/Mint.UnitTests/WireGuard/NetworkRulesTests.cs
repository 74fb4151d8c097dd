using Mint.Core.Config;
using Mint.Modules;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.WireGuard;

public sealed class NetworkRulesTests
{
    [TestCase("mint0: { cidr: 10.90.0.0/16, hosts: [a] }")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, port: 65535, keepalive: 18h, hosts: [a], groups: [c] }")]
    [TestCase("a: { cidr: 10.90.0.0/30, hosts: [a] }\n  mint-two_345678: { cidr: \"fd00:90::/64\", port: 2, hosts: [a, b] }")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, topology: hub, hubs: [a], hosts: [b] }")]
    public void Load_GoodNetworks_HasNoProblem(string networks) => Assert.That(Problems(networks), Is.Empty);

    [TestCase("Mint0: { cidr: 10.90.0.0/16 }", "networks.Mint0", "can't be a network's name")]
    [TestCase("mint-of-16-chars: { cidr: 10.90.0.0/16 }", "networks.mint-of-16-chars", "can't be a network's name")]
    [TestCase("\"-x\": { cidr: 10.90.0.0/16 }", "networks.-x", "can't be a network's name")]
    [TestCase("\"a b\": { cidr: 10.90.0.0/16 }", "networks.a b", "can't be a network's name")]
    [TestCase("../x: { cidr: 10.90.0.0/16 }", "networks.../x", "can't be a network's name")]
    [TestCase("lo: { cidr: 10.90.0.0/16 }", "networks.lo", "can't be a network's name")]
    [TestCase("mint0: { cidr: 10.90.0.7/16 }", "networks.mint0.cidr", "'10.90.0.7/16' has bits set behind its prefix of 16")]
    [TestCase("mint0: { cidr: \"fd00:90::1/64\" }", "networks.mint0.cidr", "has bits set behind its prefix of 64")]
    [TestCase("mint0: { cidr: 10.90.0.0 }", "networks.mint0.cidr", "expected a network such as")]
    [TestCase("mint0: { cidr: 10.90/16 }", "networks.mint0.cidr", "expected a network such as")]
    [TestCase("mint0: { cidr: 010.90.0.0/16 }", "networks.mint0.cidr", "expected a network such as")]
    [TestCase("mint0: { cidr: 10.90.0.0/33 }", "networks.mint0.cidr", "expected a network such as")]
    [TestCase("mint0: { cidr: 10.90.0.0/+8 }", "networks.mint0.cidr", "expected a network such as")]
    [TestCase("mint0: { cidr: \"::ffff:10.90.0.0/112\" }", "networks.mint0.cidr", "expected a network such as")]
    [TestCase("mint0: { cidr: 10.90.0.0/31 }", "networks.mint0.cidr", "too small")]
    [TestCase("mint0: { cidr: \"::/0\" }", "networks.mint0.cidr", "too large")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, port: 0 }", "networks.mint0.port", "expected a port from 1 to 65535, found 0")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, port: 65536 }", "networks.mint0.port", "expected a port")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, keepalive: 0s }", "networks.mint0.keepalive", "expected whole seconds")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, keepalive: 1.5s }", "networks.mint0.keepalive", "expected whole seconds")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, keepalive: 19h }", "networks.mint0.keepalive", "expected whole seconds")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, topology: hub }", "networks.mint0.hubs", "no host in the middle")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, hubs: [a] }", "networks.mint0.hubs", "the topology is mesh")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, topology: hub, hubs: [aa] }", "networks.mint0.hubs", "no host 'aa'")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, hosts: [a, e] }", "networks.mint0.hosts", "no host 'e'")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, hosts: [a, a] }", "networks.mint0.hosts", "listed twice")]
    [TestCase("mint0: { cidr: 10.90.0.0/16, groups: [a] }", "networks.mint0.groups", "no group 'a'")]
    public void Load_Mistake_IsOneProblemAtItsPlace(string networks, string path, string message)
    {
        var problem = Problems(networks).Single();

        Assert.That(problem.Path, Is.EqualTo(path));
        Assert.That(problem.Message, Does.Contain(message));
        Assert.That(problem.Origin.ToString(), Does.StartWith("mint.yaml:3:"));
    }

    [Test]
    public void Load_UnknownHost_NamesTheNearest() =>
        Assert.That(Problems("mint0: { cidr: 10.90.0.0/16, hosts: [web-10] }").Single().Hint, Does.StartWith("Did you mean 'web-01'?"));

    [Test]
    public void Load_NetworksThatOverlap_AreToldAtBothPlaces() => Assert.That(
        Problems("one: { cidr: 10.0.0.0/8 }\n  two: { cidr: 10.90.0.0/16 }\n  six: { cidr: \"fd00::/64\" }").Select(p => $"{p.Origin} {p.Message}"),
        Is.EqualTo(new[]
        {
            "mint.yaml:3:16 10.0.0.0/8 overlaps 10.90.0.0/16 of the network two (mint.yaml:4:16)",
            "mint.yaml:4:16 10.90.0.0/16 overlaps 10.0.0.0/8 of the network one (mint.yaml:3:16)",
        }));

    [Test]
    public void Load_MemberWithoutAddress_IsToldTheNextFreeOne()
    {
        var files = Meshes.Repo(c: "{ endpoint: c.example.org }");
        files["hosts/b.yaml"] = "packages: {}\n";

        var problems = new ConfigLoader(files, ModuleCatalog.All).Validate();

        Assert.That(problems.Select(p => $"{p.Origin} {p.Path}: {p.Message}. {p.Hint}"), Is.EqualTo(new[]
        {
            "hosts/b.yaml:1:1 wireguard.mint0.address: b is a member of the network mint0 and has no address there. The next free one is 10.90.0.2: write 'wireguard: { mint0: { address: 10.90.0.2 } }' in hosts/b.yaml.",
            "hosts/c.yaml:2:14 wireguard.mint0.address: c is a member of the network mint0 and has no address there. The next free one is 10.90.0.2: write 'wireguard: { mint0: { address: 10.90.0.2 } }' in hosts/c.yaml.",
        }));
    }

    [Test]
    public void Load_FullNetwork_SaysThatNoneIsFree()
    {
        var files = Meshes.Repo("version: 1\nnetworks: { mint0: { cidr: 10.90.0.0/30, hosts: [a, b, c] } }\n");
        files["hosts/c.yaml"] = "packages: {}\n";

        Assert.That(new ConfigLoader(files, ModuleCatalog.All).LoadHost("c").Problems.Single().Hint, Is.EqualTo("None is free in 10.90.0.0/30."));
    }

    [Test]
    public void Load_HostInNoNetwork_ReadsNoOtherHost()
    {
        var files = Meshes.Repo();

        Assert.That(new ConfigLoader(files, ModuleCatalog.All).LoadHost("d").Problems, Is.Empty);

        Assert.That(files.Reads.Keys, Does.Not.Contain("hosts/a.yaml"));
    }

    private static IReadOnlyList<Problem> Problems(string networks)
    {
        var files = new MemoryFiles
        {
            ["mint.yaml"] = $"version: 1\nnetworks:\n  {networks}\n",
            ["hosts/a.yaml"] = "packages: {}\n",
            ["hosts/b.yaml"] = "packages: {}\n",
            ["hosts/web-01.yaml"] = "packages: {}\n",
            ["groups/c.yaml"] = "packages: {}\n",
        };
        return new ConfigLoader(files, ModuleCatalog.All).LoadFleet().Problems;
    }
}
