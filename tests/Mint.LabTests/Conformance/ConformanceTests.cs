using Mint.LabTests.Hosts;
using Mint.Testing.Conformance;

namespace Mint.LabTests.Conformance;

/// <summary>What every provider promises, on real hosts; <c>docs/support-matrix.md</c> is what was found.</summary>
internal sealed class ConformanceTests
{
    private readonly Dictionary<DebianRelease, IReadOnlyList<ConformanceResult>> results = [];

    [OneTimeSetUp]
    public async Task RunOnEveryRelease()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        var releases = Enum.GetValues<DebianRelease>();
        var found = await Task.WhenAll(releases.Select(release => ConformanceRun.OnAsync(release, timeout.Token)));
        foreach (var (release, results) in releases.Zip(found))
        {
            this.results[release] = results;
        }
    }

    [TestCaseSource(nameof(Promises))]
    public void Provider_OnARealHost_Keeps(DebianRelease release, string kind, string @case, string property)
    {
        var result = results[release].SingleOrDefault(found => found.Kind == kind && found.Case == @case && found.Property == property);
        Assert.That(result, Is.Not.Null, "the program on the host did not report it");
        if (result is { Skipped: true })
        {
            Assert.Ignore(result.Message);
        }

        Assert.That(result?.Ok, Is.True, result?.Message);
    }

    [Test]
    public async Task SupportMatrix_Committed_IsWhatWasFound()
    {
        var found = SupportMatrix.Render(results);
        var committed = Repository.At("docs", "support-matrix.md");
        if (Environment.GetEnvironmentVariable("MINT_UPDATE_DOCS") is not null)
        {
            Directory.CreateDirectory(Repository.At("docs"));
            await File.WriteAllTextAsync(committed, found);
        }

        Assert.That(File.Exists(committed) ? await File.ReadAllTextAsync(committed) : "", Is.EqualTo(found), "run tests/run --lab --update-docs");
    }

    private static IEnumerable<TestCaseData> Promises() =>
        from release in Enum.GetValues<DebianRelease>()
        from @case in ConformanceCases.All
        from property in ConformanceProperties.All
        select new TestCaseData(release, @case.Kind, @case.Name, property).SetArgDisplayNames($"{release}", $"{@case.Kind}/{@case.Name}", property);
}
