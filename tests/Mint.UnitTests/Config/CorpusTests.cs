using System.Runtime.CompilerServices;
using Mint.Core.Config;
using NUnit.Framework;

namespace Mint.UnitTests.Config;

/// <summary>
/// Each bad host file of the corpus gives exactly the problems written beside it. A run writes what it found to
/// <c>NAME.found.txt</c> in the output when they differ, for a person to look at and approve.
/// </summary>
public sealed class CorpusTests
{
    [TestCaseSource(nameof(Names))]
    public void LoadHost_BadFile_SaysWhatIsWrong(string name)
    {
        var expected = Path.Combine(Corpus(), name + ".expected.txt");
        var files = TestRepo.Empty()
            .With("groups/base.yaml", "")
            .With("groups/odoo-host.yaml", "")
            .With("hosts/web-01.yaml", File.ReadAllBytes(Path.Combine(Corpus(), name + ".yaml")));
        var found = string.Concat(files.Load().Problems.Select(Print));
        if (!File.Exists(expected) || File.ReadAllText(expected) != found)
        {
            File.WriteAllText(Path.Combine(TestContext.CurrentContext.WorkDirectory, name + ".found.txt"), found);
        }

        Assert.That(File.Exists(expected), Is.True, found);
        Assert.That(found, Is.EqualTo(File.ReadAllText(expected)));
        Assert.That(found, Is.Not.Empty);
    }

    public static IEnumerable<string> Names() =>
        Directory.GetFiles(Corpus(), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    private static string Print(Problem problem) =>
        $"{problem.Origin}  {problem.Path}\n    {problem.Message}\n{(problem.Hint is null ? "" : $"    {problem.Hint}\n")}";

    private static string Corpus([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here) ?? "", "Corpus");
}
