using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Mint.Modules;
using Mint.Platform.Linux;
using Mint.UnitTests.Docs;
using NUnit.Framework;

namespace Mint.UnitTests;

public sealed partial class ArchitectureTests
{
    private static readonly string Root = RepoRoot.Path;

    [TestCase("Mint.Core")]
    [TestCase("Mint.Protocol")]
    [TestCase("Mint.Modules", "Mint.Core")]
    [TestCase("Mint.Platform", "Mint.Core")]
    [TestCase("mint-agent", "Mint.Core", "Mint.Modules", "Mint.Platform", "Mint.Protocol")]
    [TestCase("mint", "Mint.Core", "Mint.Modules", "Mint.Platform", "Mint.Protocol")]
    [TestCase("mint-coordinator", "Mint.Core", "Mint.Modules", "Mint.Platform", "Mint.Protocol")]
    public void References_OfOurs_FollowTheArrows(string assembly, params string[] allowed)
    {
        var references = Look(assembly, m => m.AssemblyReferences.Select(r => m.GetString(m.GetAssemblyReference(r).Name)).ToList());

        Assert.That(references.Where(r => r.StartsWith("mint", StringComparison.OrdinalIgnoreCase)), Is.SubsetOf(allowed));
    }

    [TestCase("Mint.Core")]
    [TestCase("Mint.Modules")]
    public void Types_OfThePureProjects_AreNoneThatIsBanned(string assembly)
    {
        var banned = File.ReadLines(Path.Combine(Root, "src", "BannedSymbols.txt"))
            .Where(line => line.StartsWith("T:", StringComparison.Ordinal))
            .Select(line => line[2..line.IndexOf(';')])
            .ToList();

        Assert.That(banned, Has.Count.GreaterThan(5));
        Assert.That(TypesUsedBy(assembly).Intersect(banned), Is.Empty);
    }

    [TestCase("mint")]
    [TestCase("mint-coordinator")]
    public void Program_ThatOnlyLooks_NeverNamesTheTypeThatChangesAHost(string assembly) =>
        Assert.That(TypesUsedBy(assembly), Does.Not.Contain(typeof(LinuxHost).FullName));

    /// <summary>A new place that takes the value out of a secret is to be looked at by a second person, and then written down here.</summary>
    [Test]
    public void Secrets_AreRevealedInTheseFilesAlone()
    {
        string[] known =
        [
            "Mint.Core/Hosts/Secret.cs",
            "Mint.Core/Providers/SecretKey.cs",
            "Mint.Core/Secrets/SecretResolver.cs",
            "Mint.Modules/Files/FileContent.cs",
            "Mint.Modules/Users/PasswordHash.cs",
            "Mint.Platform/Linux/Programs/HandedSecrets.cs",
            "Mint.Platform/Linux/Programs/ProgramRun.cs",
        ];
        var source = Path.Combine(Root, "src");

        var revealing = Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("Reveal()", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(source, file));

        Assert.That(revealing, Is.EquivalentTo(known));
    }

    [Test]
    public void EverySection_IsInTheTitleOfAPage()
    {
        var titles = Directory.GetFiles(Path.Combine(Root, "docs", "sections"), "*.md")
            .SelectMany(page => File.ReadLines(page).First().TrimStart('#').Split(',', StringSplitOptions.TrimEntries));

        Assert.That(ModuleCatalog.All.Select(m => m.Section).Except(titles), Is.Empty);
    }

    [Test]
    public void Links_InTheDocumentation_LeadSomewhere()
    {
        var docs = Path.Combine(Root, "docs");
        var pages = (Directory.Exists(docs) ? Directory.GetFiles(docs, "*.md", SearchOption.AllDirectories) : [])
            .Append(Path.Combine(Root, "README.md"))
            .Where(File.Exists);

        Assert.That(pages.SelectMany(DeadLinks), Is.Empty);
    }

    private static IEnumerable<string> DeadLinks(string page) =>
        from Match link in Link().Matches(CodeBlock().Replace(File.ReadAllText(page), ""))
        let target = Uri.UnescapeDataString(link.Groups[1].Value.Split('#')[0])
        where target.Length > 0 && !target.Contains("://") && !target.StartsWith("mailto:", StringComparison.Ordinal)
        let full = Path.GetFullPath(target, Path.GetDirectoryName(page) ?? Root)
        where !Path.Exists(full)
        select $"{Path.GetRelativePath(Root, page)} → {target}";

    private static List<string> TypesUsedBy(string assembly) => Look(assembly, m => m.TypeReferences
        .Select(m.GetTypeReference)
        .Select(t => $"{m.GetString(t.Namespace)}.{m.GetString(t.Name)}")
        .ToList());

    private static T Look<T>(string assembly, Func<MetadataReader, T> look)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        return look(file.GetMetadataReader());
    }

    [GeneratedRegex(@"\]\(([^)\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
