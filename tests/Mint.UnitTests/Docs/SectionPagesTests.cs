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
        let fleet = Fence().Matches(File.ReadAllText(page)).Select(m => m.Groups[1].Value).FirstOrDefault(IsFleet) ?? "version: 1\n"
        select new TestCaseData(example.Text, fleet).SetName($"{{m}}({Path.GetFileName(page)}, {example.Number})");

    /// <summary>A page's first mint.yaml is that of its hosts; an example's first line may name its file.</summary>
    [TestCaseSource(nameof(Examples))]
    public void Example_OfASectionPage_Compiles(string yaml, string fleet)
    {
        var files = WithMembers(IsFleet(yaml) ? yaml : fleet);
        if (IsFleet(yaml))
        {
            Assert.That(new ConfigLoader(files, ModuleCatalog.All).LoadFleet().Problems, Is.Empty);
            return;
        }

        var name = HostFile().Match(yaml) is { Success: true } match ? match.Groups[1].Value : "example";
        files[$"hosts/{name}.yaml"] = yaml;
        foreach (Match source in Source().Matches(yaml))
        {
            files[source.Groups[1].Value] = ContentOf(source.Groups[1].Value);
        }

        var loaded = new ConfigLoader(files, ModuleCatalog.All).LoadHost(name);

        Assert.That(loaded.Problems, Is.Empty);
        var host = loaded.Host ?? throw new AssertionException("no host");
        var compiled = HostCompiler.Compile(host, ModuleCatalog.All, new HostFacts(name), files);
        Assert.That(compiled.Problems, Is.Empty);
        Assert.That(compiled.Graph.InOrder, Is.Not.Empty);
    }

    private static bool IsFleet(string yaml) => yaml.StartsWith("version:", StringComparison.Ordinal);

    /// <summary>The hosts and groups that networks name have to be there.</summary>
    private static MemoryFiles WithMembers(string fleet)
    {
        var files = new MemoryFiles { ["mint.yaml"] = fleet };
        foreach (Match list in Members().Matches(fleet))
        {
            foreach (var name in list.Groups[2].Value.Split(", "))
            {
                files[$"{(list.Groups[1].Value == "groups" ? "groups" : "hosts")}/{name}.yaml"] = "packages: {}\n";
            }
        }

        return files;
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

    [GeneratedRegex(@"(hosts|hubs|groups): \[([a-z0-9, -]+)\]")]
    private static partial Regex Members();

    [GeneratedRegex(@"\A# hosts/(\S+)\.yaml")]
    private static partial Regex HostFile();

    [GeneratedRegex(@"(?:source: |key: |file: ?)(files/\S+?)[,}""\s]")]
    private static partial Regex Source();
}
