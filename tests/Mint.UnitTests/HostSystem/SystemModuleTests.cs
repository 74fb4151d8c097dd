using Mint.Core;
using Mint.Modules.Files;
using Mint.Modules.HostSystem;
using NUnit.Framework;

namespace Mint.UnitTests.HostSystem;

public sealed class SystemModuleTests
{
    [Test]
    public void Compile_Empty_ManagesNothing() => Assert.That(Sections.Compile(new SystemModule(), "{}").Resources, Is.Empty);

    [Test]
    public void Compile_Locale_GeneratesEachOneOnceAndSetsTheDefault()
    {
        var context = Sections.Compile(
            new SystemModule(),
            """{"locale": {"default": "de_CH.UTF-8", "language": "de:en", "categories": {"LC_TIME": "C.UTF-8"}, "generate": ["de_CH.UTF-8", "fr_CH.UTF-8"]}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(
            context.Resources.Select(r => r.Id.ToString()),
            Is.EquivalentTo(new[] { "locale/de_CH.UTF-8", "locale/fr_CH.UTF-8", "default-locale/system" }));
        var spec = (DefaultLocaleSpec)context.Resources.Single(r => r.Id.Kind == "default-locale").Spec;
        Assert.That(spec.Variables.Select(v => $"{v.Key}={v.Value}"), Is.EqualTo(new[] { "LANG=de_CH.UTF-8", "LANGUAGE=de:en", "LC_TIME=C.UTF-8" }));
    }

    [Test]
    public void Compile_KernelModules_TellWhatReadsThem()
    {
        var context = Sections.Compile(new SystemModule(), """{"kernel_modules": {"algif_aead": "blacklist", "wireguard": "load"}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(Text(context, "/etc/modprobe.d/mint-algif_aead.conf"), Is.EqualTo("blacklist algif_aead\ninstall algif_aead /bin/false\n"));
        Assert.That(Text(context, "/etc/modules-load.d/mint-wireguard.conf"), Is.EqualTo("wireguard\n"));
        Assert.That(
            context.Resources.SelectMany(r => r.Notifies),
            Is.EqualTo(context.Resources.Where(r => r.Id.Kind == "trigger").Select(r => r.Id)));
    }

    [Test]
    public void Compile_Hosts_AreOneBlock()
    {
        var context = Sections.Compile(new SystemModule(), """{"hosts": {"10.0.0.1": ["a.example.com", "a"], "::1": ["six"]}}""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(context.Resources.Single().Id, Is.EqualTo(new ResourceId("block", "/etc/hosts#hosts")));
        Assert.That(context.Resources.Single().Spec, Is.EqualTo(new BlockSpec("10.0.0.1 a.example.com a\n::1 six\n")));
    }

    [TestCase("", true)]
    [TestCase(""", "manage": "file" """, false)]
    public void Compile_ResolverFile_RefusesALinkUnlessTold(string manage, bool refuses)
    {
        var context = Sections.Compile(
            new SystemModule(), $$"""{"resolver": {"nameservers": ["9.9.9.9"], "fallback_nameservers": ["2620:fe::fe"], "search": ["a.b"], "options": ["edns0"] {{manage}} } }""");

        Assert.That(context.Problems, Is.Empty);
        Assert.That(Text(context, "/etc/resolv.conf"), Does.EndWith("nameserver 9.9.9.9\nnameserver 2620:fe::fe\nsearch a.b\noptions edns0\n"));
        Assert.That(((FileSpec)context.Resources.Single().Spec).RefuseLink is not null, Is.EqualTo(refuses));
    }

    [Test]
    public void Compile_SystemdResolved_IsADropIn()
    {
        var context = Sections.Compile(
            new SystemModule(), """{"resolver": {"nameservers": ["9.9.9.9"], "search": ["a.b", "c.d"], "manage": "systemd-resolved"}}""");

        Assert.That(Text(context, "/etc/systemd/resolved.conf.d/50-mint.conf"), Is.EqualTo("[Resolve]\nDNS=9.9.9.9\nDomains=a.b c.d\n"));
    }

    [TestCase("""{"hostname": "a_b"}""", "system.hostname")]
    [TestCase("""{"hostname": "-a"}""", "system.hostname")]
    [TestCase("""{"hostname": "a..b"}""", "system.hostname")]
    [TestCase("""{"timezone": "../../etc/passwd"}""", "system.timezone")]
    [TestCase("""{"timezone": "europe"}""", "system.timezone")]
    [TestCase("""{"locale": {"default": "de_CH"}}""", "system.locale.default")]
    [TestCase("""{"locale": {"generate": ["de_CH.UTF-8\nx"]}}""", "system.locale.generate")]
    [TestCase("""{"locale": {"categories": {"LC_PATH": "C"}}}""", "system.locale.categories.LC_PATH")]
    [TestCase("""{"sysctl": {"../x": "1"}}""", "system.sysctl.../x")]
    [TestCase("""{"sysctl": {"vm.swappiness": " "}}""", "system.sysctl.vm.swappiness")]
    [TestCase("""{"kernel_modules": {"a/b": "load"}}""", "system.kernel_modules.a/b")]
    [TestCase("""{"hosts": {"10.0.0": ["a"]}}""", "system.hosts.10.0.0")]
    [TestCase("""{"hosts": {"10.0.0.1": []}}""", "system.hosts.10.0.0.1")]
    [TestCase("""{"hosts": {"10.0.0.1": ["a b"]}}""", "system.hosts.10.0.0.1")]
    [TestCase("""{"resolver": {"nameservers": ["dns.example.com"]}}""", "system.resolver.nameservers")]
    [TestCase("""{"resolver": {"search": ["a.b"]}}""", "system.resolver.nameservers")]
    [TestCase("""{"resolver": {"nameservers": ["1.1.1.1"], "options": ["a b"]}}""", "system.resolver.options")]
    [TestCase("""{"resolver": {"options": ["edns0"], "manage": "systemd-resolved"}}""", "system.resolver.options")]
    public void Compile_BadInput_IsOneProblemAtItsPlace(string json, string path) =>
        Assert.That(Sections.Compile(new SystemModule(), json).Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));

    private static string? Text(Mint.Core.Graph.CompileContext context, string path) =>
        ((FileSpec)context.Resources.Single(r => r.Id == new ResourceId("file", path)).Spec).Content.Text;
}
