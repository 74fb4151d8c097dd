using System.Text;
using Mint.Modules.Firewall;
using NUnit.Framework;

namespace Mint.UnitTests.Firewall;

public sealed class BlocklistTextTests
{
    [Test]
    public void Judge_List_IsMergedAndSorted()
    {
        var (entries, fault) = Judge("# comment\r\n203.0.113.7\n203.0.113.0/24 ; SBL1\n\n2001:db8::/32 # why\n224.0.0.0/3\n198.51.100.1\n");

        Assert.That(fault, Is.Empty);
        Assert.That(entries?.V4.Select(b => b.ToString()), Is.EqualTo(new[] { "198.51.100.1", "203.0.113.0/24", "224.0.0.0/3" }));
        Assert.That(entries?.V6.Select(b => b.ToString()), Is.EqualTo(new[] { "2001:db8::/32" }));
    }

    [TestCase("", "it has no entry")]
    [TestCase("# nothing\n", "it has no entry")]
    [TestCase("<html>\n", "line 1: '<html>' is neither")]
    [TestCase("203.0.113.0/24 }\nadd rule inet mint input accept\n", "line 1:")]
    [TestCase("203.0.113.1\0\n", "line 1:")]
    [TestCase("0.0.0.0/0\n", "more than a quarter")]
    [TestCase("0.0.0.0/1\n128.0.0.0/1\n", "more than a quarter")]
    [TestCase("::/0\n", "too much to block")]
    [TestCase("2000::/3\n", "too much to block")]
    public void Judge_NoList_IsRefused(string text, string fault)
    {
        var (entries, found) = Judge(text);

        Assert.That(entries, Is.Null);
        Assert.That(found, Does.Contain(fault));
    }

    [Test]
    public void Judge_HugeLine_IsRefusedInShort() => Assert.That(Judge(new string('1', 1_000_000)).Fault, Has.Length.LessThan(300));

    [Test]
    public void Judge_TooManyEntries_IsRefused() => Assert.That(
        Judge(string.Concat(Enumerable.Range(0, AddressList.MostEntries + 2).Select(i => $"10.{i / 65536}.{i / 256 % 256}.{i % 256}\n"))).Fault, Does.Contain("more than"));

    [Test]
    public void Judge_RandomBytes_NeverThrows()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(2000)];
            random.NextBytes(bytes);
            Assert.DoesNotThrow(() => BlocklistText.Judge(bytes));
        }
    }

    [Test]
    public void Write_Entries_FillsBothSetsAnew()
    {
        var (entries, _) = Judge("203.0.113.0/24\n198.51.100.1\n");

        var text = BlocklistText.Write("firehol", "https://lists.example.org/x", entries ?? AddressSet.Empty);

        Assert.That(text, Is.EqualTo("""
            # from https://lists.example.org/x
            flush set inet mint blocklist-firehol-4
            add element inet mint blocklist-firehol-4 { 198.51.100.1,
            203.0.113.0/24 }
            flush set inet mint blocklist-firehol-6

            """));
        Assert.That(BlocklistText.SourceOf(Encoding.UTF8.GetBytes(text)), Is.EqualTo("https://lists.example.org/x"));
    }

    private static (AddressSet? Entries, string Fault) Judge(string text) => BlocklistText.Judge(Encoding.UTF8.GetBytes(text));
}
