using System.Text.RegularExpressions;
using Mint.Core.Config;
using Mint.Core.Graph;
using Mint.Modules;
using Mint.Testing;
using NUnit.Framework;

namespace Mint.UnitTests.Docs;

/// <summary>The examples that users copy load and compile.</summary>
public sealed partial class SectionPagesTests
{
    private static IEnumerable<TestCaseData> Examples =>
        from page in Directory.EnumerateFiles(RepoRoot.Of("docs", "sections"), "*.md").Order(StringComparer.Ordinal).Append(RepoRoot.Of("docs", "config-repo.md"))
        from example in Fence().Matches(File.ReadAllText(page)).Select((m, i) => (Text: m.Groups[1].Value, Number: i + 1))
        select new TestCaseData(example.Text).SetName($"{{m}}({Path.GetFileName(page)}, {example.Number})");

    [TestCaseSource(nameof(Examples))]
    public void Example_OfASectionPage_Compiles(string yaml)
    {
        if (yaml.StartsWith("version:", StringComparison.Ordinal))
        {
            Assert.That(new ConfigLoader(new MemoryFiles { ["mint.yaml"] = yaml }, ModuleCatalog.All).LoadFleet().Problems, Is.Empty);
            return;
        }

        var files = new MemoryFiles { ["mint.yaml"] = "version: 1\n", ["hosts/example.yaml"] = yaml };
        foreach (Match source in Source().Matches(yaml))
        {
            files[source.Groups[1].Value] = ContentOf(source.Groups[1].Value);
        }

        var loaded = new ConfigLoader(files, ModuleCatalog.All).LoadHost("example");

        Assert.That(loaded.Problems, Is.Empty);
        var host = loaded.Host ?? throw new AssertionException("no host");
        var compiled = HostCompiler.Compile(host, ModuleCatalog.All, new HostFacts("example"), files);
        Assert.That(compiled.Problems, Is.Empty);
        Assert.That(compiled.Graph.InOrder, Is.Not.Empty);
    }

    private static string ContentOf(string path) => Path.GetExtension(path) switch
    {
        ".cidr" => "203.0.113.0/24\n",
        ".timer" => "[Timer]\nOnCalendar=daily\n",
        ".asc" => "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----\n",
        _ => "some text\n",
    };

    [GeneratedRegex("^```yaml\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?:source: |key: |file: ?)(files/\S+?)[,}""\s]")]
    private static partial Regex Source();
}
