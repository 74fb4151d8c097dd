using System.Text;
using Mint.Core.Config;
using Mint.Platform.Git;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

public sealed class DirectoryFilesTests
{
    private string outer = "";
    private string root = "";
    private DirectoryFiles files = new("/");

    [SetUp]
    public void Lay()
    {
        outer = Directory.CreateTempSubdirectory("mint-dir-").FullName;
        root = Path.Join(outer, "repo");
        Directory.CreateDirectory(Path.Join(root, "hosts", "deep"));
        File.WriteAllText(Path.Join(outer, "outside.yaml"), "secret");
        File.WriteAllText(Path.Join(root, "mint.yaml"), "version: 1");
        File.WriteAllText(Path.Join(root, "hosts", "web.yaml"), "groups: []");
        files = new DirectoryFiles(root);
    }

    [TearDown]
    public void Clear() => Directory.Delete(outer, recursive: true);

    [Test]
    public void Read_RegularFile_GivesItsBytes() => Assert.That(Text("hosts/web.yaml"), Is.EqualTo("groups: []"));

    [TestCase("../outside.yaml", ConfigFileFault.OutsideRepo)]
    [TestCase("hosts/../../outside.yaml", ConfigFileFault.OutsideRepo)]
    [TestCase("/etc/passwd", ConfigFileFault.OutsideRepo)]
    [TestCase("hosts", ConfigFileFault.NotAFile)]
    [TestCase("", ConfigFileFault.NotAFile)]
    [TestCase("hosts/web.yaml/x", ConfigFileFault.NotAFile)]
    [TestCase("hosts/none.yaml", ConfigFileFault.NotFound)]
    [TestCase("none/web.yaml", ConfigFileFault.NotFound)]
    public void Read_WrongPath_GivesTheFault(string path, ConfigFileFault fault) => Assert.That(files.Read(path, 1000).Fault, Is.EqualTo(fault));

    [Test]
    public void Read_LargerThanAsked_IsTooLarge()
    {
        Assert.That(files.Read("mint.yaml", 9).Fault, Is.EqualTo(ConfigFileFault.TooLarge));
        Assert.That(files.Read("mint.yaml", 10).Fault, Is.Null);
    }

    [TestCase("../outside.yaml")]
    [TestCase("../../../../../../../../../etc/passwd")]
    [TestCase("/etc/passwd")]
    public void Read_LinkOutOfTheRepo_IsOutsideRepo(string target)
    {
        File.CreateSymbolicLink(Path.Join(root, "link.yaml"), target);
        Assert.That(files.Read("link.yaml", 100000).Fault, Is.EqualTo(ConfigFileFault.OutsideRepo));
    }

    [Test]
    public void Read_ThroughLinkedDirectoryOutside_IsOutsideRepo()
    {
        Directory.CreateSymbolicLink(Path.Join(root, "groups"), "..");
        Assert.That(files.Read("groups/outside.yaml", 1000).Fault, Is.EqualTo(ConfigFileFault.OutsideRepo));
        Assert.That(files.List("groups"), Is.Empty);
    }

    [Test]
    public void Read_LinkInsideTheRepo_IsFollowed()
    {
        File.CreateSymbolicLink(Path.Join(root, "hosts", "deep", "again.yaml"), "../../mint.yaml");
        Assert.That(Text("hosts/deep/again.yaml"), Is.EqualTo("version: 1"));
    }

    [Test]
    public void Read_LinkLoop_IsOutsideRepo()
    {
        File.CreateSymbolicLink(Path.Join(root, "a"), "b");
        File.CreateSymbolicLink(Path.Join(root, "b"), "a");
        Assert.That(files.Read("a", 1000).Fault, Is.EqualTo(ConfigFileFault.OutsideRepo));
    }

    [Test]
    [CancelAfter(5000)]
    public void Read_Fifo_IsNotAFileAndDoesNotWait()
    {
        GitRepo.Run("mkfifo", root, ["pipe.yaml"]);
        Assert.That(files.Read("pipe.yaml", 1000).Fault, Is.EqualTo(ConfigFileFault.NotAFile));
        Assert.That(NativeFile.OpenRegular(Path.Join(root, "pipe.yaml")), Is.Null, "opened between the look and the read");
    }

    [Test]
    public void List_Directory_GivesFileNamesInOrdinalOrder()
    {
        File.WriteAllText(Path.Join(root, "hosts", "Zeta.yaml"), "");
        Assert.That(files.List("hosts"), Is.EqualTo(new[] { "Zeta.yaml", "web.yaml" }));
        Assert.That(files.List("none"), Is.Empty);
    }

    private string Text(string path) => Encoding.UTF8.GetString(files.Read(path, 1000).Content ?? []);
}
