using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Testing.Hosts;
using NUnit.Framework;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.UnitTests.Testing;

public sealed class FakeFileTreeTests
{
    [TestCase("/bin/ls", "/usr/bin/ls")]
    [TestCase("/usr/../bin/./ls", "/usr/bin/ls")]
    public void Find_LinkInParent_IsFollowed(string path, string real)
    {
        var host = FakeHost.Debian();
        host.Files.WriteText(real, "elf");

        Assert.That(host.Files.ReadText(path), Is.EqualTo("elf"));
    }

    [Test]
    public void Stat_Link_IsNotFollowed() =>
        Assert.That(FakeHost.Debian().Stat("/etc/localtime"), Has.Property("Type").EqualTo(FileType.Link).And.Property("LinkTarget").Contains("UTC"));

    [Test]
    public void ReadFile_LinksInACircle_ReadsAsAbsent()
    {
        var host = FakeHost.Debian();
        host.Files.Link("/etc/a", "b");
        host.Files.Link("/etc/b", "a");

        Assert.That(host.ReadFile("/etc/a"), Is.Null);
    }

    [Test]
    public void WriteFile_ParentMissing_Fails() => Assert.That(
        () => FakeHost.Debian().WriteFile("/nowhere/a", "x"u8, FileAccess.RootReadable),
        Throws.TypeOf<ResourceException>());

    [Test]
    public void WriteFile_OverLink_ReplacesTheLink()
    {
        var host = FakeHost.Debian();
        host.WriteFile("/etc/localtime", "x"u8, FileAccess.RootReadable);

        Assert.That(host.Stat("/etc/localtime")?.Type, Is.EqualTo(FileType.File));
    }
}
