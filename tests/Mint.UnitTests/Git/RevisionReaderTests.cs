using System.Text;
using Mint.Core.Config;
using Mint.Core.Reporting;
using Mint.Platform.Git;
using NUnit.Framework;

namespace Mint.UnitTests.Git;

public sealed class RevisionReaderTests
{
    private readonly GitRepo repo = new();

    [OneTimeTearDown]
    public void Clear() => repo.Dispose();

    [OneTimeSetUp]
    public void Lay()
    {
        repo.Write("mint.yaml", "version: 1");
        repo.Commit("Begin");
        repo.Write("hosts/web.yaml", "groups: []");
        repo.Write("big.yaml", new string('x', 5000));
        File.CreateSymbolicLink(Path.Join(repo.Path, "out.yaml"), "../../etc/passwd");
        File.CreateSymbolicLink(Path.Join(repo.Path, "absolute.yaml"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Join(repo.Path, "hosts", "in.yaml"), "../mint.yaml");
        File.CreateSymbolicLink(Path.Join(repo.Path, "loop"), "loop");
        repo.Git("update-index", "--add", "--cacheinfo", "160000,1234567890123456789012345678901234567890,sub");
        repo.Git("add", "hosts", "big.yaml", "out.yaml", "absolute.yaml", "loop");
        repo.Git("commit", "-q", "-m", "Open 8069 for acme\n\nBecause.\n\nMint-Allow: delete=6\nMint-Allow: restart=2");
    }

    [Test]
    public void Find_Head_TellsTheCommit()
    {
        using RevisionReader reader = RevisionReader.Open(Path.Join(repo.Path, "hosts"));
        CommitInfo commit = reader.Find("main");
        Assert.That(commit.Id, Is.EqualTo(repo.Head));
        Assert.That(commit.Subject, Is.EqualTo("Open 8069 for acme"));
        Assert.That(commit.Author, Is.EqualTo("Anna"));
        Assert.That(commit.Trailers.Select(t => $"{t.Key}={t.Value}"), Is.EqualTo(new[] { "Mint-Allow=delete=6", "Mint-Allow=restart=2" }));
        Assert.That(reader.Find(commit.Id[..8]), Has.Property("Id").EqualTo(commit.Id));
        Assert.That(reader.Root, Is.EqualTo(repo.Path));
    }

    [Test]
    public void FilesOf_EarlierCommit_HoldsWhatWasThere()
    {
        using RevisionReader reader = RevisionReader.Open(repo.Path);
        using GitTreeFiles files = reader.FilesOf(reader.Find("HEAD~1"));
        Assert.That(files.List(""), Is.EqualTo(new[] { "mint.yaml" }));
        Assert.That(files.Read("hosts/web.yaml", 100).Fault, Is.EqualTo(ConfigFileFault.NotFound));
    }

    [TestCase("out.yaml", ConfigFileFault.OutsideRepo)]
    [TestCase("absolute.yaml", ConfigFileFault.OutsideRepo)]
    [TestCase("loop", ConfigFileFault.OutsideRepo)]
    [TestCase("hosts/../../x", ConfigFileFault.OutsideRepo)]
    [TestCase("sub", ConfigFileFault.NotAFile)]
    [TestCase("sub/file", ConfigFileFault.NotAFile)]
    [TestCase("hosts", ConfigFileFault.NotAFile)]
    [TestCase("big.yaml", ConfigFileFault.TooLarge)]
    [TestCase("none", ConfigFileFault.NotFound)]
    public void Read_WrongEntry_GivesTheFault(string path, ConfigFileFault fault)
    {
        using RevisionReader reader = RevisionReader.Open(repo.Path);
        using GitTreeFiles files = reader.FilesOf(reader.Find("HEAD"));
        Assert.That(files.Read(path, 4999).Fault, Is.EqualTo(fault));
    }

    [Test]
    public void Read_LinkInsideTheTree_IsFollowed()
    {
        using RevisionReader reader = RevisionReader.Open(repo.Path);
        using GitTreeFiles files = reader.FilesOf(reader.Find("HEAD"));
        Assert.That(Encoding.UTF8.GetString(files.Read("hosts/in.yaml", 100).Content ?? []), Is.EqualTo("version: 1"));
        Assert.That(files.Read("big.yaml", 5000).Content, Has.Length.EqualTo(5000));
        Assert.That(files.List("hosts"), Is.EqualTo(new[] { "in.yaml", "web.yaml" }));
    }

    [TestCase("nope")]
    [TestCase("HEAD~9")]
    [TestCase("main:mint.yaml")]
    public void Find_NotACommit_SaysSo(string revision)
    {
        using RevisionReader reader = RevisionReader.Open(repo.Path);
        Assert.That(() => reader.Find(revision), Throws.TypeOf<RevisionException>().With.Message.Contains(revision));
    }

    [Test]
    public void Open_NoRepository_SaysSo() => Assert.That(() => RevisionReader.Open("/proc"), Throws.TypeOf<RevisionException>());
}
