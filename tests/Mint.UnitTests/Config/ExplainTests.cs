using Mint.Core.Config;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

public sealed class ExplainTests
{
    private static readonly MemoryFiles Files = TestRepo.Empty()
        .With("mint.yaml", "version: 1\nlimits: { delete: 3 }\ndefaults:\n  packages:\n    a.b: { version: 1 }\n")
        .With("groups/base.yaml", "packages:\n  a.b: { version: 2, options: [x] }\n  gone: {}\n")
        .With("hosts/web-01.yaml", "groups: [base]\nvars: { v: 3 }\npackages:\n  a.b: { version: \"${v}\" }\n  gone: null\n");

    [Test]
    public void Explain_ScalarOfThreeLayers_NamesEachAndTheWinner()
    {
        var explanation = Explain("packages.a.b.version");
        Assert.That(Print(explanation), Is.EqualTo(new[]
        {
            "defaults mint.yaml:5:21 1 Overridden ",
            "group base groups/base.yaml:2:19 2 Overridden ",
            "host web-01 hosts/web-01.yaml:4:19 \"${v}\" Wins host after groups",
        }));
        Assert.That(InlineYaml.Write(explanation.Value!), Is.EqualTo("3"));
    }

    [Test]
    public void Explain_Map_SaysThatLayersMerge()
    {
        var explanation = Explain("packages.a.b");
        Assert.That(explanation.Steps.Select(s => s.Effect), Is.All.EqualTo(ExplanationEffect.Merged));
        Assert.That(InlineYaml.Write(explanation.Value!), Is.EqualTo("{ version: 3, options: [x] }"));
    }

    [Test]
    public void Explain_RemovedKey_SaysWhoRemovedIt()
    {
        var explanation = Explain("packages.gone");
        Assert.That(explanation.Value, Is.Null);
        Assert.That(Print(explanation)[^1], Is.EqualTo("host web-01 hosts/web-01.yaml:5:9 null Wins removed: host after groups"));
    }

    [Test]
    public void Explain_OneLayerOnly_SaysSo() => Assert.That(Explain("packages.a.b.options").Steps.Single().Reason, Is.EqualTo("no other layer sets it"));

    [Test]
    public void Explain_FleetLimit_IsALayerToo() => Assert.That(Explain("limits.delete").Steps.Single().Layer, Is.EqualTo("fleet"));

    [Test]
    public void Explain_UnknownKey_GuessesWhichWasMeant() =>
        Assert.That(Explain("packages.a.b.verison").Problems.Single().Hint, Does.StartWith("Did you mean 'version'?"));

    [Test]
    public void Explain_UnknownHost_SaysSo() =>
        Assert.That(new ConfigLoader(Files, TestRepo.Modules).Explain("web-02", "packages").Problems.Single().Message, Does.Contain("no host 'web-02'"));

    private static Explanation Explain(string path) => new ConfigLoader(Files, TestRepo.Modules).Explain("web-01", path);

    private static string[] Print(Explanation explanation) =>
        [.. explanation.Steps.Select(s => $"{s.Layer} {s.Origin} {s.Value} {s.Effect} {s.Reason}")];
}
