using Mint.Core;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Core.Providers;
using Mint.Modules.Files;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.Files;

public sealed class FilesModuleTests
{
    [Test]
    public void Compile_EachShape_GivesItsKind()
    {
        var context = Sections.Compile(
            new FilesModule(),
            """
            {
              "/etc/a": {"content": "hello", "owner": "daemon", "mode": "640", "notifies": ["unit/a.service"]},
              "/etc/b": {"directory": true},
              "/etc/c": {"link": "../a"},
              "/etc/d": {"blocks": {"one": {"content": "x"}, "two": {"content": "y\n", "comment": ";", "at": "start"}}},
              "/etc/e": {"source": "files/e"}
            }
            """,
            ("files/e", "from the repo\n"));

        Assert.That(context.Problems, Is.Empty);
        Assert.That(
            context.Resources.Select(r => r.Id.ToString()),
            Is.EqualTo(new[] { "file//etc/a", "directory//etc/b", "link//etc/c", "block//etc/d#one", "block//etc/d#two", "file//etc/e" }));
        Assert.Multiple(() =>
        {
            Assert.That(context.Resources[0].Spec, Is.EqualTo(new FileSpec(FileContent.Of("hello")) { Owner = "daemon", Mode = "0640" }));
            Assert.That(context.Resources[0].Notifies, Is.EqualTo(new[] { new ResourceId("unit", "a.service") }));
            Assert.That(context.Resources[1].Spec, Is.EqualTo(new DirectorySpec()));
            Assert.That(context.Resources[3].Spec, Is.EqualTo(new BlockSpec("x\n")));
            Assert.That(context.Resources[4].Spec, Is.EqualTo(new BlockSpec("y\n") { Comment = ";", At = BlockPlace.Start }));
            Assert.That(context.Resources[5].Spec, Is.EqualTo(FileSpec.Readable("from the repo\n")));
        });
    }

    [TestCase("""{"etc/a": {"content": ""}}""", "files.etc/a")]
    [TestCase("""{"/": {"directory": true}}""", "files./")]
    [TestCase("""{"/etc/../etc/a": {"content": ""}}""", "files./etc/../etc/a")]
    [TestCase("""{"/etc//a": {"content": ""}}""", "files./etc//a")]
    [TestCase("""{"/etc/a/": {"content": ""}}""", "files./etc/a/")]
    [TestCase("""{"/proc/a": {"content": ""}}""", "files./proc/a")]
    [TestCase("""{"/var/lib/mint-agent/ledger.db": {"content": ""}}""", "files./var/lib/mint-agent/ledger.db")]
    [TestCase("""{"/etc/a\u0000": {"content": ""}}""", "files./etc/a\0")]
    [TestCase("""{"/etc/a": {}}""", "files./etc/a")]
    [TestCase("""{"/etc/a": {"content": "", "directory": true}}""", "files./etc/a")]
    [TestCase("""{"/etc/a": {"content": "", "mode": "0999"}}""", "files./etc/a.mode")]
    [TestCase("""{"/etc/a": {"content": "", "mode": "u+x"}}""", "files./etc/a.mode")]
    [TestCase("""{"/etc/a": {"content": "", "owner": "a b"}}""", "files./etc/a.owner")]
    [TestCase("""{"/etc/a": {"content": "", "notifies": ["nginx"]}}""", "files./etc/a.notifies")]
    [TestCase("""{"/etc/a": {"link": "/b", "mode": "0644"}}""", "files./etc/a.mode")]
    [TestCase("""{"/etc/a": {"link": ""}}""", "files./etc/a.link")]
    [TestCase("""{"/etc/a": {"directory": true, "check": "json"}}""", "files./etc/a.check")]
    [TestCase("""{"/etc/a": {"source": "files/none"}}""", "files./etc/a.source")]
    [TestCase("""{"/etc/a": {"blocks": {"a b": {"content": ""}}}}""", "files./etc/a.blocks.a b")]
    [TestCase("""{"/etc/a": {"blocks": {"b": {"content": "# mint-agent end b"}}}}""", "files./etc/a.blocks.b")]
    [TestCase("""{"/etc/a": {"blocks": {"b": {"content": "", "comment": "rem"}}}}""", "files./etc/a.blocks.b")]
    public void Compile_BadInput_IsOneProblemAtItsPlace(string json, string path)
    {
        var context = Sections.Compile(new FilesModule(), json);

        Assert.That(context.Problems.Select(p => p.Path), Is.EqualTo(new[] { path }));
    }

    [TestCase(ConfigFileFault.TooLarge, "1 MiB")]
    [TestCase(ConfigFileFault.OutsideRepo, "outside")]
    [TestCase(ConfigFileFault.NotAFile, "no regular file")]
    public void Compile_SourceThatCanNotBeHad_SaysWhy(ConfigFileFault fault, string why)
    {
        var context = new CompileContext(new HostFacts("test"), "files", _ => Origin.None, new MemoryFiles().WithFault("files/a", fault));
        ((IModule)new FilesModule()).Compile(new Dictionary<string, FileItem> { ["/etc/a"] = new() { Source = "files/a" } }, context);

        Assert.That(context.Problems.Single().Message, Does.Contain(why));
    }

    [Test]
    public void Compile_Sensitive_HidesTheContentEverywhere()
    {
        var context = Sections.Compile(new FilesModule(), """{"/etc/a": {"content": "hunter2", "sensitive": true}}""");

        IResourceProvider provider = new FileProvider();
        var spec = context.Resources.Single().Spec;
        Assert.Multiple(() =>
        {
            Assert.That(spec.ToString(), Does.Not.Contain("hunter2"));
            Assert.That(provider.Serialize(spec, SecretKey.CreateEphemeral()), Does.Not.Contain("hunter2").And.Contain("hmac:"));
            Assert.That(provider.Compare(spec, null).Select(d => d.After), Does.Not.Contain("hunter2").And.Contain("(secret)"));
        });
    }
}
