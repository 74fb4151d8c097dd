using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

/// <summary>The table of the Compose Specification, with <c>set</c>, <c>empty</c> and anything else unset.</summary>
public sealed class TemplateTests
{
    [TestCase("plain", "plain")]
    [TestCase("${set}", "v")]
    [TestCase("a${set}b${set}c", "avbvc")]
    [TestCase("$${set}", "${set}")]
    [TestCase("$$$$", "$$")]
    [TestCase("${set:-d}", "v")]
    [TestCase("${set-d}", "v")]
    [TestCase("${empty:-d}", "d")]
    [TestCase("${empty-d}", "")]
    [TestCase("${unset:-d}", "d")]
    [TestCase("${unset-d}", "d")]
    [TestCase("${unset:-}", "")]
    [TestCase("${set:+alt}", "alt")]
    [TestCase("${set+alt}", "alt")]
    [TestCase("${empty:+alt}", "")]
    [TestCase("${empty+alt}", "alt")]
    [TestCase("${unset:+alt}", "")]
    [TestCase("${unset+alt}", "")]
    [TestCase("${set:?m}", "v")]
    [TestCase("${empty?m}", "")]
    [TestCase("${unset:-${set}}", "v")]
    [TestCase("${unset:-${empty:-${unset-deep}}}x", "deepx")]
    [TestCase("${set:-${unset}}", "v")]
    [TestCase("${set:-${unset:?m}}", "v")]
    [TestCase("${unset:-a$$b}", "a$b")]
    [TestCase("${unset:-a:-b}", "a:-b")]
    [TestCase("${unset:-http://x/?a=1}", "http://x/?a=1")]
    [TestCase("}{", "}{")]
    [TestCase("${_a1}", "u")]
    public void Expand_GoodText_GivesWhatComposeGives(string text, string expected) => Assert.That(Expand(text), Is.EqualTo(expected));

    [TestCase("${unset}", "no variable 'unset'")]
    [TestCase("${unset:?who is it}", "unset: who is it")]
    [TestCase("${unset?}", "the variable 'unset' is required")]
    [TestCase("${empty:?m}", "empty: m")]
    [TestCase("${unset:?see ${set}}", "unset: see v")]
    [TestCase("${unset:-${unset}}", "no variable 'unset'")]
    [TestCase("$set", "'$set' lacks its braces")]
    [TestCase("$", "a lone '$' is not allowed")]
    [TestCase("a$ b", "a lone '$' is not allowed")]
    [TestCase("$1", "a lone '$' is not allowed")]
    [TestCase("${", "'${' must be followed by a name")]
    [TestCase("${}", "'${' must be followed by a name")]
    [TestCase("${ set }", "'${' must be followed by a name")]
    [TestCase("${set", "has no closing '}'")]
    [TestCase("${set:-x", "has no closing '}'")]
    [TestCase("${set!x}", "has no closing '}'")]
    [TestCase("${set:x}", "has no closing '}'")]
    public void Expand_BadText_SaysWhy(string text, string expected) => Assert.That(Expand(text), Does.Contain(expected));

    [Test]
    public void Expand_TwoFaults_ReportsBoth()
    {
        var template = new Template(_ => null);
        Assert.That(template.Expand("${a} ${b}"), Is.Null);
        Assert.That(template.Faults.Select(f => f.Unknown), Is.EqualTo(new[] { "a", "b" }));
    }

    private static string Expand(string text)
    {
        var template = new Template(name => name switch { "set" => "v", "empty" => "", "_a1" => "u", _ => null });
        return template.Expand(text) ?? string.Join("; ", template.Faults.Select(f => f.Message));
    }
}
