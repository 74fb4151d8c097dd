using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

public sealed class ConfigLoaderTests
{
    [Test]
    public void LoadHost_ThreeLayers_LaterOnesWinKeyByKey()
    {
        var files = TestRepo.Empty()
            .With("mint.yaml", "version: 1\nlimits: { delete: 7 }\ndefaults:\n  packages:\n    curl: { version: 1.10, hold: true }\n    telnet: {}\n")
            .With("groups/base.yaml", "packages:\n  curl: { version: 2.0 }\n  telnet: null\n")
            .With("groups/late.yaml", "packages:\n  vim: { options: [a, b] }\n")
            .With("hosts/web-01.yaml", "groups: [base, late]\ncustomer: acme\npackages:\n  vim: { options: [c] }\n");
        var host = Host(files.Load());
        var packages = (Dictionary<string, PackageSection>)host.Sections[0].Value;
        Assert.That(packages.Keys, Is.EqualTo(new[] { "curl", "vim" }));
        Assert.That(packages["curl"].Version, Is.EqualTo("2.0"));
        Assert.That(packages["curl"].Hold, Is.True);
        Assert.That(packages["vim"].Options, Is.EqualTo(new[] { "c" }));
        Assert.That(host.Customer, Is.EqualTo("acme"));
        Assert.That(host.Settings.Limits, Is.EqualTo(new ChangeLimits { Delete = 7 }));
        Assert.That(host.OriginOf("packages", "curl", "version").ToString(), Is.EqualTo("groups/base.yaml:2:11"));
        Assert.That(host.Sections[0].OriginOf(["curl", "hold"]).ToString(), Is.EqualTo("mint.yaml:5:28"));
    }

    [Test]
    public void LoadHost_WithoutSomeKeys_IsAsIfNoLayerHadSetThem()
    {
        var files = TestRepo.Empty()
            .With("mint.yaml", "version: 1\ndefaults:\n  packages:\n    curl: { hold: true }\n    jq: {}\n")
            .With("hosts/web-01.yaml", "packages:\n  curl: { version: 2.0 }\n");
        var loader = new ConfigLoader(files, TestRepo.Modules);

        var packages = (Dictionary<string, PackageSection>?)loader.LoadHost("web-01", [["packages", "curl"], ["server", "name"], ["packages", "jq", "nowhere"]]).Host?.Sections[0].Value;

        Assert.That(packages?.Keys, Is.EqualTo(new[] { "jq" }));
        Assert.That(((Dictionary<string, PackageSection>)Host(files.Load()).Sections[0].Value).Keys, Is.EqualTo(new[] { "curl", "jq" }));
    }

    [Test]
    public void ReadTrees_Repo_HasEveryFileThatCanBeReadAsItIsWritten()
    {
        var files = TestRepo.Empty()
            .With("mint.yaml", "version: 1\n")
            .With("groups/unused.yaml", "packages: { vim: null }\n")
            .With("groups/broken.yaml", "packages: {\n")
            .With("hosts/web-01.yaml", "groups: [nowhere]\n");

        var trees = new ConfigLoader(files, TestRepo.Modules).ReadTrees();

        Assert.That(trees.Select(t => t.Origin.File), Is.EqualTo(new[] { "mint.yaml", "groups/unused.yaml", "hosts/web-01.yaml" }));
        Assert.That((trees[1]["packages"] as ConfigMap)?["vim"]?.IsNull, Is.True);
    }

    [Test]
    public void LoadHost_ScalarsOfEveryType_ArriveAsWritten()
    {
        var files = TestRepo.WithHost("""
            vars: { port: 8080, name: shop }
            server:
              name: ${name}-${host}
              mode: 0644
              port: ${port}
              small: 0xff
              load: 1.5e1
              enabled: true
              wait: "00:01:00"
              env: { A: yes, B: 1.10, C: "${port}", D: $$x, E: "${none:-d}" }
              keys: { k: { text: t } }
              inner: { name: n, port: 0o17 }
            """);
        var server = (ServerSection)Host(files.Load()).Sections[0].Value;
        Assert.That(server.Name, Is.EqualTo("shop-web-01"));
        Assert.That(server.Mode, Is.EqualTo("0644"));
        Assert.That(server.Port, Is.EqualTo(8080));
        Assert.That(server.Small, Is.EqualTo(255));
        Assert.That(server.Load, Is.EqualTo(15));
        Assert.That(server.Enabled, Is.True);
        Assert.That(server.Wait, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(server.Env, Is.EqualTo(new Dictionary<string, string> { ["A"] = "yes", ["B"] = "1.10", ["C"] = "8080", ["D"] = "$x", ["E"] = "d" }));
        Assert.That(server.Keys["k"], Is.EqualTo(new KeySection("t")));
        Assert.That(server.Inner!.Port, Is.EqualTo(15));
    }

    [Test]
    public void Compile_Modes_TheNearestWordCounts()
    {
        var files = TestRepo.WithHost("mode: observe\nmodes: { packages: enforce }\npackages: { vim: {}, curl: {} }\nserver: { name: s }\n");
        var result = HostCompiler.Compile(Host(files.Load()), TestRepo.Modules, new HostFacts("web-01"), files);
        Assert.That(result.Problems, Is.Empty);
        Assert.That(result.Graph.Find(new ResourceId("package", "vim"))!.Mode, Is.EqualTo(Mode.Enforce));
        Assert.That(result.Graph.Find(new ResourceId("package", "vim"))!.Origin.ToString(), Is.EqualTo("hosts/web-01.yaml:3:13"));
        Assert.That(result.Graph.Find(new ResourceId("server", "s"))!.Mode, Is.EqualTo(Mode.Observe));
    }

    [Test]
    public void Compile_ModuleFindsAMistake_ItIsReportedAtItsPlace()
    {
        var files = TestRepo.WithHost("packages: { vim: { version: bad } }\n");
        var result = HostCompiler.Compile(Host(files.Load()), TestRepo.Modules, new HostFacts("web-01"), files);
        Assert.That(result.Problems, Is.EqualTo(new[] { new Problem(new Origin("hosts/web-01.yaml", 1, 20), "packages.vim.version", "not a version") }));
    }

    [Test]
    public void LoadHost_FileReadByManyHosts_IsReadOnce()
    {
        var files = TestRepo.Empty().With("groups/base.yaml", "").With("hosts/a.yaml", "groups: [base]").With("hosts/b.yaml", "groups: [base]");
        Assert.That(new ConfigLoader(files, TestRepo.Modules).Validate(), Is.Empty);
        Assert.That(files.Reads.Values, Is.All.EqualTo(1));
    }

    private static HostConfig Host(HostResult result)
    {
        Assert.That(result.Problems, Is.Empty);
        return result.Host!;
    }
}
