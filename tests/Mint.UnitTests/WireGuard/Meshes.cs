using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules;
using Mint.Modules.WireGuard;
using Mint.Testing;

namespace Mint.UnitTests.WireGuard;

/// <summary>Config repos with a network of three hosts, compiled as <c>mint validate</c> does.</summary>
internal static class Meshes
{
    public const string KeyA = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
    public const string KeyB = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";
    public const string KeyC = "gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=";

    public const string Mesh = "version: 1\nnetworks:\n  mint0: { cidr: 10.90.0.0/16, keepalive: 25s, hosts: [a, b], groups: [c] }\n";
    public const string Hub = "version: 1\nnetworks:\n  mint0: { cidr: 10.90.0.0/16, keepalive: 25s, topology: hub, hubs: [a, b], groups: [c] }\n";

    /// <summary>Hosts a, b, c, and d, which is in no network; c by its group.</summary>
    public static MemoryFiles Repo(string fleet = Mesh, string a = "{ address: 10.90.0.1 }", string b = "{ address: 10.90.0.2 }", string c = "{ address: 10.90.0.3 }", string moreOfB = "") => new()
    {
        ["mint.yaml"] = fleet,
        ["groups/c.yaml"] = "packages: {}\n",
        ["hosts/a.yaml"] = $"wireguard: {{ mint0: {a} }}\n",
        ["hosts/b.yaml"] = $"wireguard: {{ mint0: {b} }}\n{moreOfB}",
        ["hosts/c.yaml"] = $"groups: [c]\nwireguard: {{ mint0: {c} }}\n",
        ["hosts/d.yaml"] = "packages: {}\n",
    };

    public static CompileResult Compile(MemoryFiles files, string host = "a", params PeerFact[] facts)
    {
        var loaded = new ConfigLoader(files, ModuleCatalog.All).LoadHost(host);
        return loaded.Host is { } config
            ? HostCompiler.Compile(config, ModuleCatalog.All, new HostFacts(host) { Peers = facts }, files)
            : new CompileResult(ResourceGraph.Empty, loaded.Problems);
    }

    /// <summary>The interface of a host whose repo has no mistake.</summary>
    public static WireGuardSpec Spec(MemoryFiles files, string host = "a", params PeerFact[] facts)
    {
        var compiled = Compile(files, host, facts);
        NUnit.Framework.Assert.That(compiled.Problems, NUnit.Framework.Is.Empty);
        return (WireGuardSpec?)compiled.Graph.Find(new ResourceId("wireguard", "mint0"))?.Spec ?? throw new NUnit.Framework.AssertionException("no interface");
    }

    public static PeerFact Fact(string host, string key, params string[] endpoints) => new(host, "mint0", key, endpoints);
}
