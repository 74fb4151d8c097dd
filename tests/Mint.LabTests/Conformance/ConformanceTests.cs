using Mint.LabTests.Hosts;

namespace Mint.LabTests.Conformance;

/// <summary>What every provider promises, on real hosts; <c>docs/support-matrix.md</c> is what was found.</summary>
internal sealed class ConformanceTests
{
    private readonly Dictionary<DebianRelease, IReadOnlyList<ConformanceLine>> _results = [];

    [OneTimeSetUp, CancelAfter(1_200_000)]
    public async Task RunOnEveryRelease(CancellationToken ct)
    {
        foreach (var release in Enum.GetValues<DebianRelease>())
        {
            _results[release] = await ConformanceRun.OnAsync(release, ct);
        }
    }

    [Test]
    public void Providers_OnARealHost_KeepEveryProperty([Values] DebianRelease release) => Assert.Multiple(() =>
    {
        foreach (var line in _results[release])
        {
            Assert.That(line.Ok, Is.True, line.ToString);
        }
    });

    [Test]
    public async Task SupportMatrix_Committed_IsWhatWasFound()
    {
        var found = SupportMatrix.Render(_results);
        var committed = Repository.At("docs", "support-matrix.md");
        if (Environment.GetEnvironmentVariable("MINT_UPDATE_DOCS") is not null)
        {
            await File.WriteAllTextAsync(committed, found);
        }

        Assert.That(File.Exists(committed) ? await File.ReadAllTextAsync(committed) : "", Is.EqualTo(found), "run tests/run --lab --update-docs");
    }
}
