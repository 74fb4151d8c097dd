using Mint.Testing.Conformance;
using NUnit.Framework;

namespace Mint.UnitTests.Providers;

/// <summary>Every case of every kind, every property, on the fake.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ConformanceTests
{
    private static IEnumerable<TestCaseData> All =>
        (from @case in ConformanceCases.All
         from property in ConformanceProperties.All
         select new TestCaseData(@case, property).SetName($"{{m}}({@case}, {property})"))
        .DefaultIfEmpty(new TestCaseData(null, "").Ignore("no kind has cases"));

    [TestCaseSource(nameof(All))]
    public async Task Provider_OnFakeHost_Keeps(ConformanceCase @case, string property)
    {
        var result = await ProviderConformance.CheckOnFakeAsync(@case, property, CancellationToken.None);
        if (result.Skipped)
        {
            Assert.Ignore(result.Message);
        }

        Assert.That(result.Ok, Is.True, result.Message);
    }
}
