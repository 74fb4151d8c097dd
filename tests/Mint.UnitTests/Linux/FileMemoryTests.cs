using Microsoft.Extensions.Time.Testing;
using Mint.Platform.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Linux;

public sealed class FileMemoryTests
{
    // A clock far ahead of the files: everything counts as settled.
    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddHours(1);

    private TemporaryDirectory directory = new();

    [SetUp]
    public void SetUp() => directory = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => directory.Dispose();

    [Test]
    public void HashFile_Content_IsItsSha256()
    {
        File.WriteAllText(directory["a"], "hello");

        Assert.That(new LinuxHostReader().HashFile(directory["a"]), Is.EqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
    }

    [Test]
    public void HashFile_FileChangedAMomentAgo_IsNotRemembered()
    {
        // The same inode, size and, at worst, time stamp: only looking again tells them apart.
        var host = new LinuxHostReader();
        File.WriteAllText(directory["a"], "one");
        var first = host.HashFile(directory["a"]);
        File.WriteAllText(directory["a"], "two");

        Assert.That(host.HashFile(directory["a"]), Is.Not.EqualTo(first));
    }

    [Test]
    public void Parse_UnchangedFile_IsParsedOnceAcrossPasses()
    {
        File.WriteAllText(directory["a"], "one");
        var (host, parsed) = (new LinuxHostReader(new FakeTimeProvider(Later)), 0);
        for (var pass = 0; pass < 3; pass++)
        {
            host.Parse(directory["a"], _ => $"{++parsed}");
            host.Forget();
        }

        Assert.That(parsed, Is.EqualTo(1));
    }

    [Test]
    public void Parse_ChangedFile_IsParsedAgain()
    {
        File.WriteAllText(directory["a"], "one");
        var host = new LinuxHostReader(new FakeTimeProvider(Later));
        var before = host.Parse(directory["a"], c => $"{c?.Length}");
        File.WriteAllText(directory["a"], "three");
        host.Forget();

        Assert.That((before, host.Parse(directory["a"], c => $"{c?.Length}")), Is.EqualTo(("3", "5")));
    }

    [Test]
    public void Parse_FileComesAndGoes_IsSeen()
    {
        var host = new LinuxHostReader(new FakeTimeProvider(Later));
        var seen = new List<string>();
        foreach (var step in new Action[] { () => { }, () => File.WriteAllText(directory["a"], "x"), () => File.Delete(directory["a"]) })
        {
            step();
            host.Forget();
            seen.Add(host.Parse(directory["a"], c => c is null ? "absent" : "present"));
        }

        Assert.That(seen, Is.EqualTo(new[] { "absent", "present", "absent" }));
    }

    [Test]
    public void Remember_SamePass_ComputesOnce()
    {
        var (host, computed) = (new LinuxHostReader(), 0);
        host.Remember("k", () => $"{++computed}");
        host.Remember("k", () => $"{++computed}");
        host.Forget();
        host.Remember("k", () => $"{++computed}");

        Assert.That(computed, Is.EqualTo(2));
    }

    [Test]
    public void Remember_Failure_IsNotKept()
    {
        var host = new LinuxHostReader();
        Assert.That(() => host.Remember<string>("k", () => throw new InvalidOperationException()), Throws.InvalidOperationException);

        Assert.That(host.Remember("k", () => "fine"), Is.EqualTo("fine"));
    }
}
