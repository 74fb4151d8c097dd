using Mint.Core.Hosts;
using Mint.Core.Providers;
using Mint.Platform.Linux;
using Mint.Platform.Linux.Files;
using NUnit.Framework;

namespace Mint.UnitTests.Linux;

public sealed class LinuxHostFileTests
{
    private readonly LinuxHost host = new();
    private TemporaryDirectory directory = new();

    [SetUp]
    public void SetUp() => directory = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => directory.Dispose();

    [Test]
    public void WriteFile_NewFile_HasContentModeAndNothingBeside()
    {
        host.WriteFile(directory["a"], "hello"u8, TemporaryDirectory.Own(0x1A0));

        Assert.Multiple(() =>
        {
            Assert.That(host.ReadFile(directory["a"]), Is.EqualTo("hello"u8.ToArray()));
            Assert.That(host.Stat(directory["a"]), Has.Property("Mode").EqualTo(0x1A0).And.Property("Type").EqualTo(FileType.File).And.Property("Size").EqualTo(5));
            Assert.That(host.List(directory.Path), Is.EqualTo(new[] { "a" }));
        });
    }

    [Test]
    public void WriteFile_SetuidMode_IsKept()
    {
        host.WriteFile(directory["a"], "x"u8, TemporaryDirectory.Own(0x9ED));

        Assert.That(host.Stat(directory["a"])?.Mode, Is.EqualTo(0x9ED));
    }

    [Test]
    public void WriteFile_OverOpenFile_LeavesTheReaderTheOldContent()
    {
        File.WriteAllText(directory["a"], "old");
        using var reader = new StreamReader(directory["a"]);
        host.WriteFile(directory["a"], "new"u8, TemporaryDirectory.Own(0x1A4));

        Assert.That(reader.ReadToEnd(), Is.EqualTo("old"));
    }

    [Test]
    public void WriteFile_OverLink_ReplacesTheLinkNotItsTarget()
    {
        File.WriteAllText(directory["target"], "old");
        host.CreateLink(directory["link"], "target");
        host.WriteFile(directory["link"], "new"u8, TemporaryDirectory.Own(0x1A4));

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(directory["target"]), Is.EqualTo("old"));
            Assert.That(host.Stat(directory["link"])?.Type, Is.EqualTo(FileType.File));
        });
    }

    [Test]
    public void WriteFile_LeftoverOfAKilledRun_IsReplaced()
    {
        // A link planted at the name beside must not be written through either.
        File.WriteAllText(directory["victim"], "precious");
        File.CreateSymbolicLink(FileWriter.TemporaryFor(directory["a"]), directory["victim"]);
        host.WriteFile(directory["a"], "new"u8, TemporaryDirectory.Own(0x1A4));

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(directory["victim"]), Is.EqualTo("precious"));
            Assert.That(host.List(directory.Path), Is.EqualTo(new[] { "a", "victim" }));
        });
    }

    [Test]
    public void WriteFile_DirectoryMissing_SaysSo() => Assert.That(
        () => host.WriteFile(directory["no/a"], "x"u8, TemporaryDirectory.Own(0x1A4)),
        Throws.TypeOf<ResourceException>().With.Message.Contains("directory does not exist"));

    [Test]
    public void WriteFile_OverDirectory_FailsAndLeavesNothingBeside()
    {
        Directory.CreateDirectory(directory["d"]);

        Assert.Multiple(() =>
        {
            Assert.That(
                () => host.WriteFile(directory["d"], "x"u8, TemporaryDirectory.Own(0x1A4)),
                Throws.TypeOf<ResourceException>().With.Message.Contains("is a directory"));
            Assert.That(host.List(directory.Path), Is.EqualTo(new[] { "d" }));
        });
    }

    [Test]
    public void WriteFile_NoSpace_FailsToBeTriedAgain() => Assert.That(
        () => FileWriter.WriteAll(OpenFull(), "/etc/motd", new byte[1]),
        Throws.TypeOf<ResourceException>().With.Property("Kind").EqualTo(FailureKind.Retry).And.Message.Contains("no space left"));

    [Test]
    public void CreateLink_OverFile_Replaces()
    {
        File.WriteAllText(directory["a"], "x");
        host.CreateLink(directory["a"], "b");

        Assert.That(host.Stat(directory["a"]), Has.Property("Type").EqualTo(FileType.Link).And.Property("LinkTarget").EqualTo("b"));
    }

    [Test]
    public void CreateDirectory_Twice_SetsAccess()
    {
        host.CreateDirectory(directory["d"], TemporaryDirectory.Own(0x1C0));
        host.CreateDirectory(directory["d"], TemporaryDirectory.Own(0x1ED));

        Assert.That(host.Stat(directory["d"])?.Mode, Is.EqualTo(0x1ED));
    }

    [Test]
    public void CreateDirectory_OverLink_Fails()
    {
        host.CreateLink(directory["d"], "/tmp");

        Assert.That(() => host.CreateDirectory(directory["d"], TemporaryDirectory.Own(0x1C0)), Throws.TypeOf<ResourceException>());
    }

    [Test]
    public void Delete_FileDirectoryLinkAbsent_AllSucceed()
    {
        File.WriteAllText(directory["f"], "x");
        Directory.CreateDirectory(directory["d"]);
        host.CreateLink(directory["l"], "d");
        foreach (var name in new[] { "f", "l", "d", "absent", "f/below" })
        {
            host.Delete(directory[name]);
        }

        Assert.That(host.List(directory.Path), Is.Empty);
    }

    [Test]
    public void Delete_FullDirectory_NeedsAPerson()
    {
        Directory.CreateDirectory(directory["d/e"]);

        Assert.That(() => host.Delete(directory["d"]), Throws.TypeOf<ResourceException>().With.Property("Kind").EqualTo(FailureKind.NeedsPerson));
    }

    [Test]
    public void ReadFile_TooLarge_Fails()
    {
        File.WriteAllText(directory["a"], "12345");

        Assert.Multiple(() =>
        {
            Assert.That(() => host.ReadFile(directory["a"], 4), Throws.TypeOf<ResourceException>());
            Assert.That(host.ReadFile(directory["a"], 5), Has.Length.EqualTo(5));
        });
    }

    [TestCase("/dev/zero")]
    [TestCase("/etc")]
    public void ReadFile_NotRegular_Fails(string path) => Assert.That(() => host.ReadFile(path), Throws.TypeOf<ResourceException>());

    [Test]
    public async Task ReadFile_Pipe_FailsAtOnce()
    {
        await host.RunAsync(new Command("mkfifo", directory["p"]), CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(host.Stat(directory["p"])?.Type, Is.EqualTo(FileType.Other));
            Assert.That(() => host.ReadFile(directory["p"]), Throws.TypeOf<ResourceException>());
            Assert.That(() => host.HashFile(directory["p"]), Throws.TypeOf<ResourceException>());
        });
    }

    [Test]
    public void ReadFile_OfProc_IsReadToTheEnd() => Assert.That(host.ReadFile("/proc/self/status"), Has.Length.GreaterThan(100));

    [TestCase("/nowhere/at/all")]
    [TestCase("/etc/passwd/below")]
    public void Look_Absent_GivesNothing(string path) => Assert.Multiple(() =>
    {
        Assert.That(host.Stat(path), Is.Null);
        Assert.That(host.ReadFile(path), Is.Null);
        Assert.That(host.HashFile(path), Is.Null);
        Assert.That(host.List(path), Is.Empty);
    });

    private static int OpenFull() => (int)File.OpenHandle("/dev/full", FileMode.Open, System.IO.FileAccess.Write).DangerousGetHandle();
}
