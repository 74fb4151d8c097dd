using Mint.Coordinator.Dashboard;
using Mint.Protocol.V1;
using NUnit.Framework;
using YamlDotNet.Serialization;

namespace Mint.UnitTests.Coordinator.Dashboard;

public sealed class AdoptionTests
{
    [TestCase("a\nb\n")]
    [TestCase("a\nb")]
    [TestCase("a\n\n\n")]
    [TestCase("\n\n  indented first\nb\n")]
    [TestCase("  blanks\n\tand a tab\n\n\nend\n")]
    [TestCase("key: value # no comment\n- \"quoted\" 'too'\n")]
    [TestCase("ünïcode 世界 👍\n")]
    [TestCase("")]
    [TestCase("\n")]
    [TestCase("\n\n")]
    public void Yaml_OfText_ReadsAsThatText(string text)
    {
        var yaml = Adoption.Yaml(Drift("file//etc/motd.d/10-x", text));

        var read = new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, Dictionary<string, string>>>>(yaml ?? "");
        Assert.That(read["files"]["/etc/motd.d/10-x"]["content"], Is.EqualTo(text));
    }

    [Test]
    public void Yaml_OfTextWithDollars_MakesNoVariablesOfThem() =>
        Assert.That(Adoption.Yaml(Drift("file//etc/x", "$PATH and ${HOME}\n")), Does.Contain("      $$PATH and $${HOME}\n"));

    [TestCase("package/nginx", "text")]
    [TestCase("file//etc/a b", "text")]
    [TestCase("file//etc/x\n  evil: true", "text")]
    [TestCase("file//etc/x\n", "text")]
    [TestCase("file//etc/x", "(secret)")]
    [TestCase("file//etc/x", "cut in the mid… (cut)")]
    [TestCase("file//etc/x", "12 bytes, sha256 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [TestCase("file//etc/x", "not what it \u202Eseems")]
    [TestCase("file//etc/x", "\u001b[31mred")]
    [TestCase("file//etc/x", "a\rb")]
    [TestCase("file//etc/x", "a\u2028b")]
    public void Yaml_OfWhatCannotBeKept_IsNone(string resource, string text) => Assert.That(Adoption.Yaml(Drift(resource, text)), Is.Null);

    [Test]
    public void Yaml_OfAFileThatHoldsASecretOrIsGone_IsNone()
    {
        var secret = Drift("file//etc/x", "something");
        secret.Differences[0].After = "(secret)";
        var gone = Drift("file//etc/x", "");
        gone.Differences[0].ClearBefore();
        var mode = new Event { Resource = "file//etc/x", Differences = { new Difference { Attribute = "mode", Before = "0644", After = "0600" } } };

        Assert.That(new[] { secret, gone, mode }.Select(Adoption.Yaml), Is.All.Null);
    }

    private static Event Drift(string resource, string found) =>
        new() { Resource = resource, Differences = { new Difference { Attribute = "content", Before = found, After = "wanted" } } };
}
