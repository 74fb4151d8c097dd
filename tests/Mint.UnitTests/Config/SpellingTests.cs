using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

public sealed class SpellingTests
{
    [TestCase("form", "from")]
    [TestCase("ngnix", "nginx")]
    [TestCase("FROM", "from")]
    [TestCase("prot", "port")]
    [TestCase("versio", "version")]
    [TestCase("x", null)]
    [TestCase("zzzzzz", null)]
    [TestCase("", null)]
    public void Nearest_MistypedWord_IsFoundWhenNear(string word, string? expected) =>
        Assert.That(Spelling.Nearest(word, ["from", "port", "nginx", "version"]), Is.EqualTo(expected));

    [Test]
    public void Nearest_EndlessWord_IsNotCompared() => Assert.That(Spelling.Nearest(new string('a', 1 << 20), ["a"]), Is.Null);

    [Test]
    public void Hint_KnownWords_ListsThem() =>
        Assert.That(Spelling.Hint("form", ["from", "port"]), Is.EqualTo("Did you mean 'from'? Known: from, port"));

    [Test]
    public void Hint_NothingKnown_IsNull() => Assert.That(Spelling.Hint("form", []), Is.Null);
}
