using Mint.Core;
using Mint.Core.Config;
using Mint.Modules;
using Mint.Modules.Files;
using NUnit.Framework;

namespace Mint.UnitTests.Ssh;

public sealed class KnownHostsTests
{
    private const string Wanted = "ssh: { known_hosts: fleet }\n";

    [Test]
    public void Compile_OtherHostsWithAKey_HaveALineEach()
    {
        var block = Block(
            ("hosts/db-01.yaml", $"ssh_host_key: {SshHosts.Key} root@db-01\nssh_host_names: [\"${{host}}.example.org\", \"[db.example.org]:2222\", 192.0.2.7, \"2001:db8::7\"]\n"),
            ("hosts/nokey.yaml", "packages: { curl: {} }\n"),
            ("hosts/zz.yaml", $"ssh_host_key: {SshHosts.OtherKey}\n"));

        Assert.That(block, Is.EqualTo($"db-01,db-01.example.org,[db.example.org]:2222,192.0.2.7,2001:db8::7 {SshHosts.Key}\nzz {SshHosts.OtherKey}\n"));
    }

    [Test]
    public void Compile_ItsOwnKeyAndThoseOfGroups_AreNotThere()
    {
        var block = Block(Wanted + $"ssh_host_key: {SshHosts.Key}\n", ("groups/g.yaml", $"ssh_host_key: {SshHosts.OtherKey}\n"), ("hosts/b.yaml", "groups: [g]\n"));

        Assert.That(block, Is.Empty);
    }

    [TestCase("ssh_host_key: [broken\n")]
    [TestCase("ssh_host_key: no key\n")]
    [TestCase("ssh_host_key: { a: b }\n")]
    [TestCase("ssh_host_key: ${nobody}\n")]
    [TestCase("- a list\n")]
    public void Compile_AnotherHostIsMalformed_IsLeftOut(string yaml) =>
        Assert.That(Block(("hosts/bad.yaml", yaml), ("hosts/b.yaml", $"ssh_host_key: {SshHosts.Key}\n")), Is.EqualTo($"b {SshHosts.Key}\n"));

    [Test]
    public void Compile_AnotherHostsNamesAreHostile_NoLineIsForged()
    {
        var block = Block(("hosts/b.yaml", $"ssh_host_key: {SshHosts.Key}\nssh_host_names: [\"*\", \"x y\", \"a,b\", \"good\", \"x\\n@cert-authority *\"]\n"));

        Assert.That(block, Is.EqualTo($"b,good {SshHosts.Key}\n"));
    }

    [Test]
    public void Compile_NotAsked_ReadsNoOtherHost()
    {
        var files = SshHosts.Repo("ssh: {}\n", ("hosts/b.yaml", $"ssh_host_key: {SshHosts.Key}\n"));

        new ConfigLoader(files, ModuleCatalog.All).LoadHost("web-01");

        Assert.That(files.Reads.Keys, Does.Not.Contain("hosts/b.yaml"));
    }

    [TestCase("ssh_host_key: ssh-ed25519 AAAA\n", "ssh_host_key", "hosts/web-01.yaml:1:15")]
    [TestCase("ssh_host_names: [\"a b\"]\n", "ssh_host_names", "hosts/web-01.yaml:1:18")]
    [TestCase("ssh_host_names: [\"a.example.org:2222\"]\n", "ssh_host_names", "hosts/web-01.yaml:1:18")]
    public void Load_BadKeyOrName_IsAProblemWithoutTheSection(string yaml, string path, string origin)
    {
        var problem = new ConfigLoader(SshHosts.Repo(yaml), ModuleCatalog.All).LoadHost("web-01").Problems.Single();

        Assert.That((problem.Path, problem.Origin.ToString()), Is.EqualTo((path, origin)));
    }

    [Test]
    public void Validate_OneKeyOfTwoHosts_IsAProblem()
    {
        var files = SshHosts.Repo($"ssh_host_key: {SshHosts.Key} one\n", ("hosts/web-02.yaml", $"ssh_host_key: {SshHosts.Key} two\n"));

        var problem = new ConfigLoader(files, ModuleCatalog.All).Validate().Single();

        Assert.That((problem.Origin.ToString(), problem.Message), Is.EqualTo(("hosts/web-02.yaml:1:1", "web-01 and web-02 have the same host key")));
    }

    private static string Block(params (string Path, string Text)[] others) => Block(Wanted, others);

    private static string Block(string yaml, params (string Path, string Text)[] others)
    {
        var compiled = SshHosts.Compile(yaml, others);
        Assert.That(compiled.Problems, Is.Empty);
        return ((BlockSpec?)compiled.Graph.Find(new ResourceId("block", "/etc/ssh/ssh_known_hosts#fleet"))?.Spec)?.Content ?? throw new AssertionException("no block");
    }
}
