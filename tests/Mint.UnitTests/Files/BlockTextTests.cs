using Mint.Modules.Files;
using NUnit.Framework;

namespace Mint.UnitTests.Files;

public sealed class BlockTextTests
{
    private const string Block = "# mint-agent begin b\none\n# mint-agent end b\n";

    [TestCase("", Block)]
    [TestCase("theirs\n", "theirs\n" + Block)]
    [TestCase("no newline", "no newline\n" + Block)]
    [TestCase("before\n# mint-agent begin b\nold\n# mint-agent end b\nafter", "before\n" + Block + "after")]
    [TestCase("; mint-agent begin b\nold\n; mint-agent end b\n", Block)]
    [TestCase("# mint-agent begin b2\nx\n# mint-agent end b2\n", "# mint-agent begin b2\nx\n# mint-agent end b2\n" + Block)]
    public void Set_AtEnd_KeepsTheRest(string before, string after) =>
        Assert.That(BlockText.Set(before, "b", "one\n", "#", BlockPlace.End), Is.EqualTo(after));

    [Test]
    public void Set_AtStart_GoesFirst() =>
        Assert.That(BlockText.Set("theirs", "b", "one\n", "#", BlockPlace.Start), Is.EqualTo(Block + "theirs"));

    [TestCase("theirs\r\n" + Block + "rest", "theirs\r\nrest")]
    [TestCase("theirs", "theirs")]
    [TestCase(Block, "")]
    public void Remove_Block_LeavesTheRest(string before, string after) => Assert.That(BlockText.Remove(before, "b"), Is.EqualTo(after));

    [TestCase("# mint-agent begin b\none\n", "no end")]
    [TestCase("one\n# mint-agent end b\n", "no begin")]
    [TestCase(Block + Block, "twice")]
    [TestCase("# mint-agent begin b\n# mint-agent begin b\n# mint-agent end b\n", "twice")]
    public void Find_DamagedMarkers_Says(string text, string what) =>
        Assert.That(() => BlockText.Find(text, "b"), Throws.TypeOf<FormatException>().With.Message.Contains(what));
}
