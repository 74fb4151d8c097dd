using System.Diagnostics;
using System.Text;
using Mint.Core.Config;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

public sealed class HostileInputTests
{
    [Test]
    public void LoadHost_BillionLaughs_IsRefusedSoon()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 64; level++)
        {
            yaml.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 9))}]\n");
        }

        Assert.That(Problem(TestRepo.WithHost(yaml.ToString())), Does.Contain("aliases blow the file up"));
    }

    [Test]
    public void LoadHost_FileOfAHundredMegabytes_IsRefusedUnread() =>
        Assert.That(Problem(TestRepo.Empty().With("hosts/web-01.yaml", new byte[100 << 20])), Does.Contain("larger than 1 MiB"));

    [TestCase("[")]
    [TestCase("{a: ")]
    [TestCase("- ")]
    [TestCase("? ")]
    [TestCase("&a ")]
    [TestCase("!t ")]
    [TestCase("\"")]
    [TestCase("*a ")]
    [TestCase("a: ")]
    [TestCase("%TAG ! tag:x ")]
    [TestCase("a\n")]
    [TestCase("- - \n")]
    [TestCase("{? [")]
    [TestCase(": ")]
    [TestCase("---\n")]
    [TestCase("|\n")]
    [TestCase("x: {}\n")]
    public void LoadHost_AMegabyteOfOneThing_IsRefusedInBoundedTime(string piece)
    {
        var yaml = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length));
        Assert.That(Problem(TestRepo.WithHost(yaml)), Is.Not.Empty);
    }

    [Test]
    public void LoadHost_DeepBlocks_AreRefused()
    {
        var yaml = string.Concat(Enumerable.Range(0, 70).Select(depth => new string(' ', depth) + "k:\n")) + new string(' ', 70) + "v: 1\n";
        Assert.That(Problem(TestRepo.WithHost(yaml)), Does.Contain("deeper than 64"));
    }

    [Test]
    public void LoadHost_DepthByAliases_IsRefused()
    {
        var yaml = new StringBuilder("a0: &a0 {k: v}\n");
        for (var level = 1; level < 70; level++)
        {
            yaml.Append($"a{level}: &a{level} {{k: *a{level - 1}}}\n");
        }

        Assert.That(Problem(TestRepo.WithHost(yaml.ToString())), Does.Contain("by way of aliases"));
    }

    [Test]
    public void LoadHost_VariablesThatDouble_AreRefused()
    {
        var yaml = new StringBuilder("vars:\n  v0: 0123456789\n");
        for (var level = 1; level < 40; level++)
        {
            yaml.Append($"  v{level}: ${{v{level - 1}}}${{v{level - 1}}}\n");
        }

        Assert.That(Problem(TestRepo.WithHost(yaml.ToString())), Does.Contain("longer than"));
    }

    [Test]
    public void LoadHost_OneLongVariableUsedOften_IsRefused()
    {
        var uses = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"    k{i}: ${{v}}\n"));
        var files = TestRepo.WithHost($"vars:\n  v: {new string('x', 1000)}\nserver:\n  name: n\n  env:\n{uses}");
        Assert.That(Problem(files), Does.Contain("longer than"));
    }

    [Test]
    public void LoadHost_DeepTemplate_IsRefused()
    {
        var files = TestRepo.WithHost($"server:\n  name: \"{string.Concat(Enumerable.Repeat("${a:-", 100_000))}\"\n");
        Assert.That(Problem(files), Does.Contain("nested deeper than 32"));
    }

    [Test]
    public void LoadHost_ALongChainOfVariables_IsRefused()
    {
        var chain = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"  v{i}: ${{v{i + 1}}}\n"));
        Assert.That(Problem(TestRepo.WithHost($"vars:\n{chain}  v20000: x\n")), Does.Contain("steps"));
    }

    [Test]
    public void LoadHost_TooManyGroups_IsRefused()
    {
        var files = TestRepo.WithHost($"groups: [{string.Join(", ", Enumerable.Range(0, 70).Select(i => $"g{i}"))}]\n");
        Enumerable.Range(0, 70).ToList().ForEach(i => files.With($"groups/g{i}.yaml", ""));
        Assert.That(Problem(files), Does.Contain("at most 64 groups"));
    }

    [Test]
    public void LoadHost_GroupsTooLargeTogether_AreRefused()
    {
        var big = "packages:\n" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"  p{i}: {{}}\n"));
        var files = TestRepo.WithHost("groups: [a, b, c, d]\n");
        "abcd".ToList().ForEach(g => files.With($"groups/{g}.yaml", big));
        Assert.That(Problem(files), Does.Contain("values together"));
    }

    [TestCase("..")]
    [TestCase("../mint")]
    [TestCase("/etc/passwd")]
    [TestCase("a/b")]
    [TestCase("a..b")]
    [TestCase("-a")]
    [TestCase("A")]
    [TestCase("")]
    [TestCase("a\n")]
    [TestCase("a\0")]
    public void LoadHost_NameThatIsNone_IsRefusedWithoutReading(string name)
    {
        var files = TestRepo.Empty();
        Assert.That(files.Load(name).Problems.Single().Message, Does.Contain("can't be a host's name"));
        Assert.That(files.Reads, Is.Empty);
    }

    [TestCase(ConfigFileFault.OutsideRepo, "leads out of the config repo")]
    [TestCase(ConfigFileFault.NotAFile, "is not a file")]
    [TestCase(ConfigFileFault.TooLarge, "larger than")]
    [TestCase(ConfigFileFault.NotFound, "there is no")]
    public void LoadHost_FileWithAFault_SaysSo(ConfigFileFault fault, string expected) =>
        Assert.That(Problem(TestRepo.Empty().WithFault("hosts/web-01.yaml", fault)), Does.Contain(expected));

    [Test]
    public void LoadHost_NoFleetFile_SaysSo() =>
        Assert.That(Problem(new MemoryFiles().With("hosts/web-01.yaml", "")), Is.EqualTo("there is no mint.yaml"));

    [Test]
    public void LoadHost_UnknownHost_GuessesWhichWasMeant() =>
        Assert.That(TestRepo.WithHost("").Load("wbe-01").Problems.Single().Hint, Does.StartWith("Did you mean 'web-01'?"));

    [Test]
    public void Validate_NamesThatClash_AreReported()
    {
        var files = TestRepo.WithHost("").With("hosts/web-01.yml", "").With("hosts/WEB-01.yaml", "").With("groups/a_b.yaml", "").With("groups/x.yml", "").With("hosts/README.md", "").With("hosts/.swp.yaml", "");
        var problems = new ConfigLoader(files, TestRepo.Modules).Validate();
        Assert.That(problems.Select(p => p.Origin.File), Is.EqualTo(new[] { "groups/a_b.yaml", "groups/x.yml", "hosts/WEB-01.yaml", "hosts/web-01.yml" }));
    }

    [Test]
    public void LoadHost_ByteOrderMarkAndCrLf_AreAccepted()
    {
        byte[] content = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("server:\r\n  name: x\r\n  env: { A: \"é😀\" }\r\n")];
        var host = TestRepo.Empty().With("hosts/web-01.yaml", content).Load();
        Assert.That(host.Problems, Is.Empty);
        Assert.That(((ServerSection)host.Host!.Sections[0].Value).Env["A"], Is.EqualTo("é😀"));
        Assert.That(host.Host.OriginOf("server", "name").ToString(), Is.EqualTo("hosts/web-01.yaml:2:3"));
    }

    [TestCase("")]
    [TestCase("# nothing\n")]
    [TestCase("---\n...\n")]
    [TestCase("{}")]
    public void LoadHost_EmptyFile_IsAHostWithNothing(string yaml) => Assert.That(TestRepo.WithHost(yaml).Load().Problems, Is.Empty);

    private static string Problem(MemoryFiles files)
    {
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var problems = files.Load().Problems;
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)), "bounded in time");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1L << 30), "bounded in memory");
        Assert.That(problems, Is.Not.Empty);
        return problems[0].Message;
    }
}
